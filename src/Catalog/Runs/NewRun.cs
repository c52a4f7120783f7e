using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Runs;

/// <summary>A run that somebody asks for.</summary>
/// <param name="Id">Its id; asking twice with one id gives one run.</param>
/// <param name="Component">What it works on.</param>
/// <param name="SystemRevision">The revision of the system it was asked for.</param>
/// <param name="Kind">What it does.</param>
/// <param name="RequestedBy">Who asks.</param>
public sealed record NewRun(
    RunId Id, ComponentAddress Component, int SystemRevision, RunKind Kind, string RequestedBy)
{
    /// <summary>For a backup: how much it reads.</summary>
    public BackupMode? Mode { get; init; }

    /// <summary>For a restore or a proof: the recovery point.</summary>
    public string? Point { get; init; }

    /// <summary>For a restore: where to. No two active restores may have one target.</summary>
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

    /// <summary>What it is for, where that changes what it does; null for what people ask for.</summary>
    public RunPurpose? Purpose { get; init; }

    /// <summary>For a backup: the site whose data it reads; null for that which is production.</summary>
    public SiteName? Site { get; init; }

    /// <summary>For a backup: the runbook that it is a part of, which does not wait for itself.</summary>
    public string? Runbook { get; init; }
}
