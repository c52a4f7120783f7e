using Mesh.Catalog.Telemetry;

namespace Mesh.Functions.Systems;

/// <summary>
/// How well a component is protected; seconds are null where there is nothing to count from.
/// </summary>
public sealed record ComponentSummary(
    string Component,
    string? NewestPoint,
    DateTimeOffset? ConsistentAt,
    double? RpoSeconds,
    double? RpoObjectiveSeconds,
    bool? MeetsObjective)
{
    internal static ComponentSummary Of(Protection protection) => new(
        protection.Component.Component.Value,
        protection.NewestPoint?.Value,
        protection.ConsistencyTime,
        protection.Rpo?.TotalSeconds,
        protection.Objective?.TotalSeconds,
        protection.MeetsObjective);
}
