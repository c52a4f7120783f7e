using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>What a replay will do.</summary>
/// <param name="From">Where it begins: the position of the full backup.</param>
/// <param name="Cut">Where it ends; every transaction that ends at or before is applied.</param>
/// <param name="FirstLeftOut">The first transaction that is not applied; null when the log ends
/// there.</param>
/// <param name="Position">The GTID position that the target will have.</param>
/// <param name="Segments">What is read for it, in order.</param>
public sealed record ReplayPlan(
    LogPosition From,
    LogPosition Cut,
    Gtid? FirstLeftOut,
    GtidPosition Position,
    IReadOnlyList<LogSegment> Segments)
{
    /// <summary>When the last transaction before the cut was committed; null where there is none behind the
    /// full backup.</summary>
    public DateTimeOffset? LastCommittedAt { get; init; }

    /// <summary>When <see cref="FirstLeftOut"/> was committed; null where it is not known.</summary>
    public DateTimeOffset? FirstLeftOutAt { get; init; }

    /// <summary>Bytes of log to go through.</summary>
    public long Bytes => Segments.Sum(segment => segment.End - segment.Start);
}
