using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Points;

/// <summary>A recovery point as the catalogue knows it.</summary>
/// <param name="Run">The run that took it; it names the point.</param>
/// <param name="Component">What it is a point of.</param>
/// <param name="Repository">The vault it is in, in restic's notation.</param>
/// <param name="Mode">How much of the source was read.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="ConsistencyTime">The time whose state it holds.</param>
/// <param name="Snapshot">The snapshot's id; null before it was stored.</param>
public sealed record PointRecord(
    RunId Run,
    ComponentAddress Component,
    string Repository,
    BackupMode Mode,
    RecoveryPointState State,
    DateTimeOffset ConsistencyTime,
    string? Snapshot)
{
    /// <summary>Where the source's log goes on from there; empty where it has none.</summary>
    public string Position { get; init; } = "";

    /// <summary>When it was first entered.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>When it became durable.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>When it was verified first.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When it was proven last.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>When it expired or failed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it expired or failed.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>How many files it holds.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes it holds.</summary>
    public long Bytes { get; init; }

    /// <summary>How many bytes it added to the vault.</summary>
    public long StoredBytes { get; init; }
}
