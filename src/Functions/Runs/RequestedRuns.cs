namespace Mesh.Functions.Runs;

/// <summary>The runs that a request has started.</summary>
public sealed record RequestedRuns(IReadOnlyList<RunView> Runs)
{
    /// <summary>Runs of the same request that something is in the way of.</summary>
    public IReadOnlyList<RefusedRun> Refused { get; init; } = [];
}
