namespace Mesh.Catalog.Incidents;

/// <summary>An incident, and what is being done about it.</summary>
public sealed record IncidentStanding
{
    public required IncidentRecord Incident { get; init; }

    /// <summary>Grows when something changes that its course has to know.</summary>
    public required long News { get; init; }

    /// <summary>Where its course is, as a word; empty where it has not begun.</summary>
    public required string Stage { get; init; }

    /// <summary>What was told to people last.</summary>
    public required string Advice { get; init; }

    /// <summary>The number of the newest question; 0: none was asked.</summary>
    public required int Question { get; init; }

    /// <summary>Who may answer it; null where it is closed.</summary>
    public IReadOnlyList<string>? Deciders { get; init; }

    /// <summary>Until when it may be answered; null: as long as it is open.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What was decided last; null: nothing was.</summary>
    public DecidedIncident? Decision { get; init; }

    /// <summary>The runbook that deals with it; null: none does.</summary>
    public string? Runbook { get; init; }

    /// <summary>What came of it, as JSON; null before.</summary>
    public string? Report { get; init; }
}
