namespace Mesh.Orchestrations.Runs;

/// <summary>A step of a run failed for good; the message says why. Never leaves an orchestrator.</summary>
public sealed class StepFailedException(string reason) : Exception(reason);
