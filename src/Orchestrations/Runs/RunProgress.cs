using Mesh.Domain.Measures;

namespace Mesh.Orchestrations.Runs;

/// <summary>How far a run has come; the part of its input that changes from page to page.</summary>
public sealed record RunProgress
{
    /// <summary>Counts from 1; a run whose commit found data missing begins again with the next.</summary>
    public int Attempt { get; init; } = 1;

    public int Page { get; init; }

    /// <summary>The last step that was entered.</summary>
    public int Step { get; init; }

    /// <summary>Where the next page begins, as the planner encoded it.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>When the run began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>
    /// The time that this attempt's snapshot stands for: what the source told, else when it was first looked
    /// at.
    /// </summary>
    public DateTimeOffset ConsistentAt { get; init; }

    /// <summary>Where the source's log goes on from there; empty where it has none.</summary>
    public string Position { get; init; } = "";

    /// <summary>Backup: the snapshot compared with, once planned. Restore: the snapshot restored.</summary>
    public string Snapshot { get; init; } = "";

    /// <summary>Backup: the merged tree of the pages before, as hex.</summary>
    public string Tree { get; init; } = "";

    /// <summary>Backup: the host the data lies on.</summary>
    public string Host { get; init; } = "";

    /// <summary>Restore: ranges have been written and finished, and are now being verified.</summary>
    public bool Verifying { get; init; }

    public RunTally Tally { get; init; } = new();

    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    /// <summary>True before anything has been done.</summary>
    public bool IsNew() => StartedAt == default;
}
