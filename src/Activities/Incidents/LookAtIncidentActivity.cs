using System.Text.Json;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Probes;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Systems;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Incidents;

/// <summary>Looks how an incident, its system, its question and its runbook are at this moment.</summary>
public sealed class LookAtIncidentActivity(
    IncidentCourse course, SystemRegistry systems, ProbeBoard probes, RunbookBook runbooks)
{
    [Function(ActivityNames.LookAtIncident)]
    public async Task<IncidentLook> Run(
        [ActivityTrigger] IncidentName name, CancellationToken cancellationToken)
    {
        var standing = await course.GetAsync(name.IncidentId, cancellationToken);
        var incident = standing.Incident;
        var verdict = await probes.FindAsync(incident.System, cancellationToken);
        var failover = (await systems.FindAsync(incident.System, cancellationToken))?.Definition.Failover;
        return new IncidentLook
        {
            Cause = incident.Cause,
            Summary = incident.Summary,
            OpenedAt = incident.FirstSeenAt,
            ClosedAt = incident.ClosedAt,
            Detected = incident.Detected,
            Seen = verdict.Seen,

            // The clock of the place that saw it may be ahead of ours.
            LastGood = verdict.LastGood < incident.FirstSeenAt || verdict.LastGood is null
                ? verdict.LastGood
                : incident.FirstSeenAt,
            Mode = failover?.Mode,
            Approvers = failover?.Approvers ?? [],
            EscalateTo = failover?.EscalateTo ?? [],
            ApproveWithinSeconds = failover?.ApproveWithin?.TotalSeconds ?? 0,
            Decision = Decisions.Of(standing.Decision),
            RunbookEnd = await EndAsync(standing.Runbook, cancellationToken),
        };
    }

    private async Task<IncidentRunbookEnd?> EndAsync(string? id, CancellationToken cancellationToken) =>
        id is not null && await runbooks.FindAsync(id, cancellationToken) is { Report: { } report }
            ? IncidentRunbookEnd.Of(
                JsonSerializer.Deserialize<RunbookReport>(report, RunbookJson.Options)!)
            : null;
}
