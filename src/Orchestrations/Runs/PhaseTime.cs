namespace Mesh.Orchestrations.Runs;

/// <summary>How long one phase of a run took, over all its pages and attempts.</summary>
public sealed record PhaseTime(string Name, double Seconds);
