using Mesh.Domain.Incidents;
using Mesh.Domain.Standbys;

namespace Mesh.Orchestrations.Incidents;

/// <summary>How an incident, its system and what was decided are at one moment.</summary>
public sealed record IncidentLook
{
    public required Cause Cause { get; init; }

    public required string Summary { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was over; null while it is not.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether Mesh's own places tell of it, and no source of alerts.</summary>
    public bool Detected { get; init; }

    /// <summary>Whether a majority of the places sees production down at this moment.</summary>
    public bool Seen { get; init; }

    /// <summary>When production was last seen well, by a verdict that stands; never after the incident was
    /// opened.</summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>Who decides on a failover; null where none is declared.</summary>
    public FailoverMode? Mode { get; init; }

    public IReadOnlyList<string> Approvers { get; init; } = [];

    public IReadOnlyList<string> EscalateTo { get; init; } = [];

    /// <summary>How long each of the two has.</summary>
    public double ApproveWithinSeconds { get; init; }

    /// <summary>What was decided about the newest question; null: nothing yet.</summary>
    public IncidentDecision? Decision { get; init; }

    /// <summary>How the runbook that is bound to the incident ended; null while it runs, or there is
    /// none.</summary>
    public IncidentRunbookEnd? RunbookEnd { get; init; }
}
