using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Logs;

/// <summary>A captured log as the catalogue knows it: all that follows one recovery point.</summary>
/// <param name="Stream">Its name in the vault.</param>
/// <param name="Component">The database server.</param>
/// <param name="BasePoint">The recovery point that it begins at.</param>
/// <param name="StartedAt">When it was opened.</param>
public sealed record LogStreamRecord(
    string Stream, ComponentAddress Component, RunId BasePoint, DateTimeOffset StartedAt)
{
    /// <summary>
    /// All that was committed until then is in the vault, by this machine's clock; null while that is not
    /// known.
    /// </summary>
    public DateTimeOffset? CapturedThrough { get; init; }

    /// <summary>Where it reaches to, as <c>FILE:OFFSET GTID</c>; empty while it holds nothing.</summary>
    public string Position { get; init; } = "";

    /// <summary>When it ended; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended.</summary>
    public string? EndedBecause { get; init; }
}
