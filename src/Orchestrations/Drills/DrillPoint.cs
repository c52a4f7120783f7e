namespace Mesh.Orchestrations.Drills;

/// <summary>What of a component was restored.</summary>
/// <param name="Component">Its name.</param>
/// <param name="Point">The recovery point's run.</param>
/// <param name="Snapshot">Its snapshot.</param>
/// <param name="Repository">The vault, in restic's notation.</param>
/// <param name="ConsistentAt">The time whose state was restored, at the least.</param>
/// <param name="Position">How far the log was applied, as <c>FILE:OFFSET GTID</c>; empty for the point's own
/// state.</param>
public sealed record DrillPoint(
    string Component,
    string Point,
    string Snapshot,
    string Repository,
    DateTimeOffset ConsistentAt,
    string Position);
