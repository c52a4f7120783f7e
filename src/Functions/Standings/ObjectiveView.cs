using Mesh.Domain.Measures;

namespace Mesh.Functions.Standings;

/// <summary>How it stands with one objective; seconds are null where there is nothing to say.</summary>
/// <param name="Component">Whose; null for the system's as a whole.</param>
/// <param name="Objective"><c>rpo</c> or <c>rto</c>.</param>
/// <param name="WantedSeconds">What is demanded.</param>
/// <param name="PredictedSeconds">What is to be expected.</param>
/// <param name="ProvenSeconds">What was shown.</param>
/// <param name="ProofAgeSeconds">How long ago.</param>
/// <param name="GapSeconds">By how much the worse of the two is over what is demanded.</param>
/// <param name="Met">Whether what was shown is within it; null where nothing was, or nothing is demanded.
/// </param>
public sealed record ObjectiveView(
    string? Component,
    string Objective,
    double? WantedSeconds,
    double? PredictedSeconds,
    double? ProvenSeconds,
    double? ProofAgeSeconds,
    double? GapSeconds,
    bool? Met)
{
    internal static ObjectiveView Of(ObjectiveStanding standing) => new(
        standing.Subject,
        standing.Name,
        standing.Wanted?.TotalSeconds,
        standing.Predicted?.TotalSeconds,
        standing.Proven?.TotalSeconds,
        standing.ProofAge?.TotalSeconds,
        standing.Gap?.TotalSeconds,
        standing.Met);
}
