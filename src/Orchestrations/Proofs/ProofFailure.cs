using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Proofs;

/// <summary>A proof that could not be made, which says nothing for or against what is held.</summary>
public sealed record ProofFailure(RunScope Run, string Reason);
