using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Locks;

/// <summary>Removes every lock of a run, also those of its dead workers.</summary>
public sealed class ReleaseRunLockActivity(VaultOpener vaults)
{
    [Function(ActivityNames.ReleaseRunLock)]
    public Task<Done> Run([ActivityTrigger] RunScope run, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            try
            {
                var vault = await vaults.OpenAsync(run, cancellationToken);
                await vault.Repository.Locks.RemoveOwnAsync(run.RunId, cancellationToken);
            }
            catch (MeshException error) when (error.ExitCode == ExitCode.NoRepository)
            {
                // A run that found no vault holds no lock in it.
            }
            catch (MeshException error) when (error.Code == "damaged-lock")
            {
                // Trying again would only keep the run from telling its end.
                throw new PermanentFailureException(error.Message, error);
            }

            return new Done();
        });
}
