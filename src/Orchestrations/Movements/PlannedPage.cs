namespace Mesh.Orchestrations.Movements;

/// <summary>
/// One page of a plan: ranges that together cover the source from the page's cursor to the next.
/// </summary>
public sealed record PlannedPage
{
    /// <summary>Each as the planner encoded it, in order.</summary>
    public IReadOnlyList<string> Ranges { get; init; } = [];

    /// <summary>Where the next page begins; empty after the last.</summary>
    public string NextCursor { get; init; } = "";

    public long Files { get; init; }

    public long Bytes { get; init; }

    /// <summary>The snapshot that the plan compares with or reads; empty when there is none.</summary>
    public string Snapshot { get; init; } = "";

    /// <summary>The host the data lies on, as the snapshot will name it.</summary>
    public string Host { get; init; } = "";
}
