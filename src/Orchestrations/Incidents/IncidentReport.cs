using Mesh.Domain.Incidents;

namespace Mesh.Orchestrations.Incidents;

/// <summary>What happened, and what was done about it.</summary>
public sealed record IncidentReport
{
    public required string IncidentId { get; init; }

    public required string System { get; init; }

    /// <summary>The gravest that was told, or what the person who decided said.</summary>
    public required Cause Cause { get; init; }

    public required string Summary { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>What came of it, in one sentence.</summary>
    public required string Outcome { get; init; }

    /// <summary>Who decided: a person, or Mesh where it acted alone; empty where nothing was
    /// decided.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>The runbook that ran; empty where none did.</summary>
    public string Runbook { get; init; } = "";

    /// <summary>The restore that ran; empty where none did.</summary>
    public string Restore { get; init; } = "";

    public double? RtoSeconds { get; init; }

    public double? RpoSeconds { get; init; }

    /// <summary>Since when the system was down; null where it was not seen down.</summary>
    public DateTimeOffset? DownFrom { get; init; }

    /// <summary>Until when it was.</summary>
    public DateTimeOffset? DownUntil { get; init; }

    /// <summary>What happened when, the oldest first.</summary>
    public IReadOnlyList<IncidentEvent> Events { get; init; } = [];
}
