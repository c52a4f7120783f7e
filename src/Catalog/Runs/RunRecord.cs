using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Runs;

/// <summary>A run as the catalogue knows it.</summary>
/// <param name="Id">Its id, also that of its orchestration.</param>
/// <param name="Component">What it works on.</param>
/// <param name="SystemRevision">The revision of the system it was asked for.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Trigger">Who asked, in kind.</param>
/// <param name="RequestedBy">Who asked, by name.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="RequestedAt">When it was asked for.</param>
public sealed record RunRecord(
    RunId Id,
    ComponentAddress Component,
    int SystemRevision,
    RunKind Kind,
    RunTrigger Trigger,
    string RequestedBy,
    RunState State,
    DateTimeOffset RequestedAt)
{
    /// <summary>For a backup: how much it reads.</summary>
    public BackupMode? Mode { get; init; }

    /// <summary>For a scheduled run: the scheduled time.</summary>
    public DateTimeOffset? Occurrence { get; init; }

    /// <summary>For a restore: the recovery point.</summary>
    public string? Point { get; init; }

    /// <summary>For a restore: where to.</summary>
    public string? Target { get; init; }

    /// <summary>For a restore: the moment that a log brings the point forward to; null for the point's own
    /// state.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For a restore: the place in a log that the point is brought forward to, as
    /// <c>gtid:0-1-9</c>, <c>before-gtid:0-1-9</c> or <c>position:FILE:OFFSET</c>; null for none.</summary>
    public string? Place { get; init; }

    /// <summary>For a restore of a database server: only these of its databases; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>For a restore of a database server: only these tables, as <c>DATABASE.TABLE</c>; empty for
    /// whole databases.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>For a restore of one table: what it is called on the target; null for what it was
    /// called.</summary>
    public string? TableAs { get; init; }

    /// <summary>For a restore: whether the target may hold something already.</summary>
    public bool Overwrite { get; init; }

    /// <summary>For a backup: the site whose data it reads, which is that of production unless it is to be
    /// kept; null where no production had been entered.</summary>
    public string? Site { get; init; }

    /// <inheritdoc cref="NewRun.Purpose"/>
    public RunPurpose? Purpose { get; init; }

    /// <summary>When it began to work.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its phases so far, in the order in which they were reported.</summary>
    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    /// <summary>What it counted: files, bytes and the like.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();

    /// <summary>Why it failed.</summary>
    public RunError? Error { get; init; }
}
