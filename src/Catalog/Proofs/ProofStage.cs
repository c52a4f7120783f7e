namespace Mesh.Catalog.Proofs;

/// <summary>A part of a rehearsal.</summary>
/// <param name="Name">As the engine names it: <c>start</c>, <c>load</c>, <c>verify</c>, <c>replay</c>,
/// <c>verify-replay</c>, <c>assert</c>.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ProofStage(string Name, double Seconds);
