namespace Mesh.Functions.Runs;

/// <summary>A phase of a run and how long it took.</summary>
public sealed record PhaseView(string Name, double Seconds);
