namespace Mesh.Orchestrations.Backups;

/// <summary>Whether all that a snapshot needs is in the store, and if not, what is wrong.</summary>
public sealed record VerifyOutcome(bool Sound, IReadOnlyList<string> Findings);
