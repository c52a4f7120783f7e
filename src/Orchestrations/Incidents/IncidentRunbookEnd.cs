using Mesh.Domain.Runbooks;
using Mesh.Orchestrations.Runbooks;

namespace Mesh.Orchestrations.Incidents;

/// <summary>How an incident's runbook ended.</summary>
/// <param name="RunbookId">Which runbook.</param>
/// <param name="Moves">Whether it moves production; else it only protected it, or started it again, where it
/// was.</param>
/// <param name="Succeeded">Whether it did what it was for.</param>
/// <param name="Reason">Why not.</param>
/// <param name="ServedAt">When the switch was verified, or the runbook's end.</param>
/// <param name="RtoSeconds">The RTO it measured; null where it has none.</param>
/// <param name="RpoSeconds">The RPO it knows; null where it does not.</param>
public sealed record IncidentRunbookEnd(
    string RunbookId,
    bool Moves,
    bool Succeeded,
    string Reason,
    DateTimeOffset ServedAt,
    double? RtoSeconds,
    double? RpoSeconds)
{
    /// <summary>What a runbook's report says of it.</summary>
    public static IncidentRunbookEnd Of(RunbookReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var served = report.Steps.LastOrDefault(step => step is
        {
            Done: true,
            Phase: RunbookPhase.Switch or RunbookPhase.Verify,
        });
        return new IncidentRunbookEnd(
            report.RunbookId,
            report.Situation.Kind.Moves(),
            report.Succeeded,
            report.Reason,
            served?.Ended ?? report.Ended,
            report.RtoSeconds,
            report.RpoSeconds);
    }
}
