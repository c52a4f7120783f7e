namespace Mesh.Orchestrations.Standbys;

/// <summary>How far a restore is that fills a standby.</summary>
/// <param name="IsOver">Whether it has ended.</param>
/// <param name="Succeeded">Whether it ended well.</param>
/// <param name="Reason">Why it did not.</param>
public sealed record FillSeen(bool IsOver, bool Succeeded, string Reason);
