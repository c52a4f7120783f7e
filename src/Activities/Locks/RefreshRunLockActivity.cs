using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Locks;

/// <summary>Renews a run's lock; takes it again if somebody removed it.</summary>
public sealed class RefreshRunLockActivity(VaultOpener vaults)
{
    [Function(ActivityNames.RefreshRunLock)]
    public Task<Done> Run([ActivityTrigger] RunScope run, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            var locks = (await vaults.OpenAsync(run, cancellationToken)).Repository.Locks;
            if (!await locks.RefreshOwnAsync(run.RunId, cancellationToken))
            {
                var held = await locks.AcquireAsync(exclusive: false, run.RunId, cancellationToken);
                await held.DetachAsync();
            }

            return new Done();
        });
}
