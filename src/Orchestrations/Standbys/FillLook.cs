namespace Mesh.Orchestrations.Standbys;

/// <summary>Asks how far a restore is that fills a standby.</summary>
/// <param name="RunId">The restore.</param>
public sealed record FillLook(string RunId);
