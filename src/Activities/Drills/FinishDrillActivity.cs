using Mesh.Activities.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Drills;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Drills;

/// <summary>Signs what a drill has shown, and enters its end.</summary>
public sealed class FinishDrillActivity(DrillCloser closer)
{
    [Function(ActivityNames.FinishDrill)]
    public async Task<Done> Run([ActivityTrigger] DrillReport report, CancellationToken cancellationToken)
    {
        await closer.CloseAsync(report, cancellationToken);
        return new Done();
    }
}
