using Mesh.Activities.Movements;
using Mesh.Sources.MariaDb.Proving;

namespace Mesh.Activities.Drills;

/// <summary>Removes what drills have made on this machine.</summary>
public sealed class DrillSweeper(MovementWorker worker, ScratchSpace scratch)
{
    /// <summary>
    /// Ends what is still done for a drill here, and removes all scratch folders that nobody uses: also those
    /// of a process that was killed, whose servers have died with it.
    /// </summary>
    public async Task SweepAsync(string drill, CancellationToken cancellationToken)
    {
        await worker.StopAsync(drill, cancellationToken);
        ServerFolder.Sweep(scratch.Folder);
    }
}
