using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Points;

/// <summary>A recovery point that a run has taken.</summary>
/// <param name="Run">The run; it has one point.</param>
/// <param name="Component">What it is a point of.</param>
/// <param name="Repository">The vault it is in, in restic's notation.</param>
/// <param name="Mode">How much of the source was read.</param>
/// <param name="ConsistencyTime">The time whose state it holds.</param>
/// <param name="Snapshot">The snapshot's id once it is durable; null before.</param>
public sealed record NewPoint(
    RunId Run,
    ComponentAddress Component,
    string Repository,
    BackupMode Mode,
    DateTimeOffset ConsistencyTime,
    string? Snapshot)
{
    /// <summary>Where the source's log goes on from there; empty where it has none.</summary>
    public string Position { get; init; } = "";

    /// <summary>How many files it holds.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes it holds.</summary>
    public long Bytes { get; init; }

    /// <summary>How many bytes it added to the vault.</summary>
    public long StoredBytes { get; init; }
}
