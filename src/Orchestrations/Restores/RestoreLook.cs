namespace Mesh.Orchestrations.Restores;

/// <summary>Asks how far a restore is that another orchestration waits for.</summary>
/// <param name="RunId">The restore.</param>
public sealed record RestoreLook(string RunId);
