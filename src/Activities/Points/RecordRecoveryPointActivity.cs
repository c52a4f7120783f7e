using Mesh.Activities.Runs;
using Mesh.Catalog.Points;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Points;

/// <summary>Enters the recovery point of a run; it counts only if the snapshot was verified.</summary>
public sealed class RecordRecoveryPointActivity(RecoveryPoints points)
{
    [Function(ActivityNames.RecordRecoveryPoint)]
    public async Task<Done> Run(
        [ActivityTrigger] RecoveryPointRequest request, CancellationToken cancellationToken)
    {
        var run = RunId.Parse(request.Run.RunId);
        await points.RecordAsync(
            new NewPoint(
                run,
                new ComponentAddress(
                    SystemName.Parse(request.Run.System), ComponentName.Parse(request.Run.Component)),
                request.Run.Repository,
                request.Parent.Length == 0 ? BackupMode.Full : BackupMode.Incremental,
                request.ConsistentAt,
                request.Snapshot)
            {
                Position = request.Position,
                Files = request.Files,
                Bytes = request.Bytes,
                StoredBytes = request.BytesAdded,
            },
            cancellationToken);
        if (request.Verified)
        {
            await points.AdvanceAsync(run, RecoveryPointEvent.Verify, null, cancellationToken);
        }
        else
        {
            await points.AdvanceAsync(
                run, RecoveryPointEvent.Fail, "its verification found it not sound", cancellationToken);
        }

        return new Done();
    }
}
