using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;

namespace Mesh.Functions.Standings;

/// <summary>How it stands with everything that is demanded of a system.</summary>
/// <param name="System">Its name.</param>
/// <param name="Level">The level that is demanded; null where none is.</param>
/// <param name="Verdict">Whether the level's figures are met, as a sentence.</param>
/// <param name="Objectives">Each objective.</param>
/// <param name="Year">The year that downtime is counted in.</param>
/// <param name="UnplannedDowntimeSeconds">The unplanned downtime of the year until now.</param>
/// <param name="AllowedDowntimeSeconds">The stricter of the next two; null where neither is given.</param>
/// <param name="AllowedByAvailabilitySeconds">What the percentage leaves of the year.</param>
/// <param name="AllowedByLevelSeconds">What the level gives.</param>
/// <param name="AvailabilityPercent">Of the year until now.</param>
/// <param name="WantedAvailabilityPercent">What is demanded.</param>
/// <param name="Downtimes">The downtimes of the year.</param>
public sealed record StandingView(
    string System,
    string? Level,
    string? Verdict,
    IReadOnlyList<ObjectiveView> Objectives,
    int Year,
    double UnplannedDowntimeSeconds,
    double? AllowedDowntimeSeconds,
    double? AllowedByAvailabilitySeconds,
    double? AllowedByLevelSeconds,
    double AvailabilityPercent,
    double? WantedAvailabilityPercent,
    IReadOnlyList<DowntimeView> Downtimes)
{
    internal static StandingView Of(SystemRecord system, SystemStanding standing) => new(
        system.Definition.Name.Value,
        system.Definition.Objectives.Level?.Word,
        standing.Level,
        [.. standing.Objectives.Select(ObjectiveView.Of)],
        standing.Year,
        standing.Down.TotalSeconds,
        standing.Budget.Allowed?.TotalSeconds,
        standing.Budget.ByAvailability?.TotalSeconds,
        standing.Budget.ByLevel?.TotalSeconds,
        standing.Availability,
        system.Definition.Objectives.WantedAvailability,
        [.. standing.Downtimes.Select(DowntimeView.Of)]);
}
