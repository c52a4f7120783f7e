using Mesh.Catalog.Downtimes;
using Mesh.Domain.Measures;
using Mesh.Domain.Standards;

namespace Mesh.Catalog.Telemetry;

/// <summary>How it stands with everything that is demanded of a system.</summary>
/// <param name="Objectives">Each objective: those of the system first, then by component.</param>
/// <param name="Year">The calendar year, in UTC, that downtime is counted in.</param>
/// <param name="Down">Its unplanned downtime until now.</param>
/// <param name="Budget">What is allowed in it.</param>
/// <param name="Availability">Percent of the year until now; 100 at its first instant.</param>
public sealed record SystemStanding(
    IReadOnlyList<ObjectiveStanding> Objectives,
    int Year,
    TimeSpan Down,
    DowntimeBudget Budget,
    double Availability)
{
    /// <summary>The downtimes of the year, planned ones too, the earliest first.</summary>
    public IReadOnlyList<DowntimeRecord> Downtimes { get; init; } = [];

    /// <summary>What can be said of the level that is demanded; null where none is.</summary>
    public string? Level { get; init; }
}
