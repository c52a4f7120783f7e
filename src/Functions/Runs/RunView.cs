using Mesh.Catalog.Runs;
using Mesh.Domain.Spelling;
using Mesh.Orchestrations.Runs;

namespace Mesh.Functions.Runs;

/// <summary>A run as the API shows it.</summary>
public sealed record RunView
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required string State { get; init; }

    public required string Trigger { get; init; }

    public string? Mode { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>A restore: the recovery point and where to.</summary>
    public string? Point { get; init; }

    public string? Target { get; init; }

    /// <summary>A restore: the moment that a log brings the point forward to.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A restore: the place in the log that it brings the point forward to.</summary>
    public string? Place { get; init; }

    /// <summary>A restore: the only databases that are restored; empty for all.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>A restore: the only tables that are restored; empty for whole databases.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>A restore of one table: what it is called on the target, where that is not its own
    /// name.</summary>
    public string? As { get; init; }

    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();

    public IReadOnlyList<PhaseView> Phases { get; init; } = [];

    public RunError? Error { get; init; }

    /// <summary>How far it is; null before it began and after it ended.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>How it ended, with the first warnings; null before.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Whether it has ended, one way or another.</summary>
    public bool IsOver() => EndedAt is not null;

    internal static RunView Of(RunRecord run) => new()
    {
        Id = run.Id.Value,
        Kind = Words.Of(run.Kind),
        System = run.Component.System.Value,
        Component = run.Component.Component.Value,
        State = Words.Of(run.State),
        Trigger = Words.Of(run.Trigger),
        Mode = run.Mode is { } mode ? Words.Of(mode) : null,
        RequestedAt = run.RequestedAt,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        Point = run.Point,
        Target = run.Target,
        Until = run.Until,
        Place = run.Place,
        Databases = run.Databases,
        Tables = run.Tables,
        As = run.TableAs,
        Counters = run.Counters,
        Phases = [.. run.Phases.Select(phase => new PhaseView(phase.Name, phase.Length.TotalSeconds))],
        Error = run.Error,
    };
}
