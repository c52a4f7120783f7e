using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Telemetry;

/// <summary>How well a component is protected at this moment.</summary>
/// <param name="Component">The component.</param>
/// <param name="NewestPoint">The run that took its newest point that counts; null when there is none.</param>
/// <param name="ConsistencyTime">The newest time whose state is held: by that point, or by the log captured
/// since.</param>
/// <param name="Rpo">What would be lost, as a span of time; null when everything would be.</param>
/// <param name="Objective">What its owner allows; null when nothing is demanded.</param>
public sealed record Protection(
    ComponentAddress Component,
    RunId? NewestPoint,
    DateTimeOffset? ConsistencyTime,
    TimeSpan? Rpo,
    TimeSpan? Objective)
{
    /// <summary>Whether the objective is met; null when there is none.</summary>
    public bool? MeetsObjective => Objective is null ? null : Rpo <= Objective;

    /// <summary>When the newest point was taken; null when there is none.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>When it was read back from the vault.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When a point that is still proven was proven last; null where none is.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>How long ago that was.</summary>
    public TimeSpan? ProofAge { get; init; }

    /// <summary>How long a restore of the newest state would take, as proofs tell; null before the
    /// first.</summary>
    public RtoForecast? PredictedRto { get; init; }
}
