namespace Mesh.Functions.Proofs;

/// <summary>What a proof is asked of.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">A database of it.</param>
public sealed record ProofRequest(string System, string Component);
