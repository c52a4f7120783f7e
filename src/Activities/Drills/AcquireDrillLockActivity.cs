using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Drills;

/// <summary>
/// Takes a drill's lock on a vault, so that nothing that it reads is pruned, after removing what an earlier
/// try of the same drill left behind.
/// </summary>
public sealed class AcquireDrillLockActivity(VaultOpener vaults)
{
    [Function(ActivityNames.AcquireDrillLock)]
    public Task<Done> Run([ActivityTrigger] RunScope run, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            ArgumentNullException.ThrowIfNull(run);
            var locks = (await vaults.ReopenAsync(run, cancellationToken)).Repository.Locks;
            try
            {
                await locks.RemoveOwnAsync(run.RunId, cancellationToken);
                var held = await locks.AcquireAsync(exclusive: false, run.RunId, cancellationToken);
                await held.DetachAsync();
                return new Done();
            }
            catch (MeshException error) when (error.Code == "damaged-lock")
            {
                throw new PermanentFailureException(error.Message, error);
            }
        });
}
