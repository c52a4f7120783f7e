namespace Mesh.Functions.Runs;

/// <summary>The runs that a request has started.</summary>
public sealed record RequestedRuns(IReadOnlyList<RunView> Runs);
