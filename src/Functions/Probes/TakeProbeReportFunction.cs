using Mesh.Catalog.Probes;
using Mesh.Domain.Detection;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Probes;

/// <summary>
/// Takes what a place reports of a check. One that is stale, doubled, out of order or of a place that is not
/// declared is dropped without effect.
/// </summary>
public sealed class TakeProbeReportFunction(ProbeBoard probes)
{
    [Function("TakeProbeReport")]
    public Task Run(
        [QueueTrigger("%MESH_REPORTS_QUEUE%")] ProbeReport report, CancellationToken cancellationToken) =>
        probes.TakeAsync(report, cancellationToken);
}
