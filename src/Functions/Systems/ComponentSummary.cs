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
    bool? MeetsObjective,
    DateTimeOffset? TakenAt,
    DateTimeOffset? VerifiedAt,
    DateTimeOffset? ProvenAt,
    double? ProofAgeSeconds,
    RtoView? PredictedRto)
{
    internal static ComponentSummary Of(Protection protection) => new(
        protection.Component.Component.Value,
        protection.NewestPoint?.Value,
        protection.ConsistencyTime,
        protection.Rpo?.TotalSeconds,
        protection.Objective?.TotalSeconds,
        protection.MeetsObjective,
        protection.TakenAt,
        protection.VerifiedAt,
        protection.ProvenAt,
        protection.ProofAge?.TotalSeconds,
        protection.PredictedRto is { } forecast ? RtoView.Of(forecast) : null);
}
