namespace Mesh.Orchestrations.Proofs;

/// <summary>A recovery point that a rehearsal may begin with.</summary>
/// <param name="Point">The run that took it.</param>
/// <param name="Snapshot">The snapshot's full id.</param>
/// <param name="Position">Where the log goes on from it, as <c>FILE:OFFSET GTID</c>; empty where there is
/// none.</param>
public sealed record ProofBase(string Point, string Snapshot, string Position);
