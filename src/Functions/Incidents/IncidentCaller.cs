using Mesh.Catalog.Incidents;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Incidents;

/// <summary>
/// Starts the courses of incidents, and tells them that something has changed. What was not told when it
/// happened, since the process died, is told later.
/// </summary>
public sealed class IncidentCaller(IncidentCourse course)
{
    /// <summary>Tells all that has not been told. May be repeated, by many at once.</summary>
    public async Task CallAllAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var standing in await course.UnheardAsync(cancellationToken))
        {
            var id = standing.Incident.Id;
            var instance = await client.GetInstanceAsync(id, cancellationToken);
            if (instance is null && standing.Incident.ClosedAt is null)
            {
                var input = new IncidentInput { IncidentId = id, System = standing.Incident.System.Value };
                await InstanceStart.OnceAsync(
                    client, OrchestratorNames.Incident, id, input, cancellationToken);
            }
            else if (instance is { IsCompleted: false })
            {
                await client.RaiseEventAsync(id, IncidentEvent.News, 1, cancellationToken);
            }

            await course.HeardAsync(standing, cancellationToken);
        }
    }
}
