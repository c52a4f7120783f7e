using Mesh.Activities.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Drills;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Drills;

/// <summary>Removes what a drill has made on this machine.</summary>
public sealed class SweepDrillActivity(DrillSweeper sweeper)
{
    [Function(ActivityNames.SweepDrill)]
    public async Task<Done> Run([ActivityTrigger] DrillSweep sweep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        await sweeper.SweepAsync(sweep.DrillId, cancellationToken);
        return new Done();
    }
}
