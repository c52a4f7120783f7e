namespace Mesh.Orchestrations.Proofs;

/// <summary>A stage of a rehearsal and how long it took.</summary>
public sealed record ProofTime(string Stage, double Seconds);
