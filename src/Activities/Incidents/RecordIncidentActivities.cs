using System.Text.Json;
using Mesh.Activities.Runs;
using Mesh.Catalog.Downtimes;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standards;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Incidents;

/// <summary>Enters what is told of an incident, how long its system was down, and what came of it.</summary>
public sealed class RecordIncidentActivities(IncidentCourse course, DowntimeLog downtimes)
{
    [Function(ActivityNames.TellIncident)]
    public async Task<Done> Tell([ActivityTrigger] IncidentTold told, CancellationToken cancellationToken)
    {
        await course.TellAsync(
            told.IncidentId, told.Key, Words.Of(told.Stage), told.Subject, told.Text, cancellationToken);
        return new Done();
    }

    [Function(ActivityNames.RecordIncidentDowntime)]
    public Task<Done> Down([ActivityTrigger] IncidentDowntime down, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            // What is shorter than the clock can tell is none.
            var until = down.Until > down.From || down.Until is null
                ? down.Until
                : down.From + TimeSpan.FromMilliseconds(1);
            await downtimes.EnterAsync(
                new NewDowntime(
                    SystemName.Parse(down.System),
                    down.IncidentId,
                    new Downtime(down.From, until, Planned: false),
                    down.Cause,
                    "mesh"),
                cancellationToken);
            return new Done();
        });

    [Function(ActivityNames.FinishIncident)]
    public async Task<Done> Finish(
        [ActivityTrigger] IncidentReport report, CancellationToken cancellationToken)
    {
        await course.FinishAsync(
            report.IncidentId, JsonSerializer.Serialize(report, RunbookJson.Options), cancellationToken);
        return new Done();
    }
}
