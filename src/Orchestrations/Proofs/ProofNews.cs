using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Proofs;

/// <summary>A rehearsal that a run has done.</summary>
/// <param name="Run">The run.</param>
/// <param name="Part">Which of its rehearsals; a run enters each once.</param>
/// <param name="LogSeconds">The span of time whose log was applied; 0 where that is not known.</param>
/// <param name="IsLast">Whether the run has no other left to do.</param>
/// <param name="Result">What it has shown.</param>
public sealed record ProofNews(
    RunScope Run, string Part, double LogSeconds, bool IsLast, ProofResult Result);
