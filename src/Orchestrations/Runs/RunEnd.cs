namespace Mesh.Orchestrations.Runs;

/// <summary>A run and how it ended.</summary>
public sealed record RunEnd(RunScope Run, RunOutcome Outcome);
