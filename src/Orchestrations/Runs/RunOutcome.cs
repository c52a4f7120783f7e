using Mesh.Domain.Measures;
using Mesh.Orchestrations.Movements;

namespace Mesh.Orchestrations.Runs;

/// <summary>
/// How a run ended. A run that failed ends with this record too; its instance is not a failed one.
/// </summary>
public sealed record RunOutcome
{
    public required string RunId { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>Why it failed, for people; empty when it succeeded.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The snapshot written or restored; empty when there is none.</summary>
    public string Snapshot { get; init; } = "";

    /// <summary>
    /// A restore that a log brought forward: where it ended, as <c>FILE:OFFSET GTID</c>, with the last
    /// transaction applied; empty where the snapshot's own state was restored.
    /// </summary>
    public string Position { get; init; } = "";

    /// <summary>A restore that a log brought forward: how it compares with dump and log; null for all else,
    /// and where the log held nothing.</summary>
    public ReplayVerification? Verification { get; init; }

    /// <summary>Whether the snapshot had a parent, so that only changes were read.</summary>
    public bool Incremental { get; init; }

    public long Files { get; init; }

    public long Bytes { get; init; }

    /// <summary>A backup: files that were new or changed, and so were read.</summary>
    public long FilesRead { get; init; }

    /// <summary>What the vault grew by before compression.</summary>
    public long BytesAdded { get; init; }

    public int WarningCount { get; init; }

    /// <summary>The first warnings; the count says how many there were.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public double Seconds { get; init; }

    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];
}
