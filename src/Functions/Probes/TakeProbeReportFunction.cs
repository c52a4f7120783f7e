using Mesh.Catalog.Probes;
using Mesh.Domain.Detection;
using Mesh.Functions.Incidents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Probes;

/// <summary>
/// Takes what a place reports of a check. One that is stale, doubled, out of order or of a place that is not
/// declared is dropped without effect.
/// </summary>
public sealed class TakeProbeReportFunction(ProbeBoard probes, IncidentCaller caller)
{
    [Function("TakeProbeReport")]
    public async Task Run(
        [QueueTrigger("%MESH_REPORTS_QUEUE%")] ProbeReport report,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await probes.TakeAsync(report, cancellationToken))
        {
            await caller.CallAllAsync(client, cancellationToken);
        }
    }
}
