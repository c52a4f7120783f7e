namespace Mesh.Activities.Restores;

/// <summary>Where a replay of a captured log would end.</summary>
/// <param name="Stream">The log.</param>
/// <param name="Position">The place, as <c>FILE:OFFSET</c>.</param>
/// <param name="Gtids">With the last transaction before it, as in <c>gtid_binlog_pos</c>.</param>
/// <param name="LastCommittedAt">When that one was committed; null where none is applied.</param>
/// <param name="FirstLeftOut">The first transaction behind it; null where the log ends there.</param>
/// <param name="FirstLeftOutAt">When that one was committed.</param>
/// <param name="Bytes">What is read of the log for it.</param>
public sealed record LogCut(
    string Stream,
    string Position,
    string Gtids,
    DateTimeOffset? LastCommittedAt,
    string? FirstLeftOut,
    DateTimeOffset? FirstLeftOutAt,
    long Bytes);
