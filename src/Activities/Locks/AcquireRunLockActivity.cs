using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Mesh.Vault.Locks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Locks;

/// <summary>
/// Begins a run: takes its lock on the vault, after removing what earlier tries of this run and runs that
/// have ended left behind. The lock outlives the process; the run refreshes and releases it by its tag.
/// </summary>
public sealed class AcquireRunLockActivity(VaultOpener vaults, RunLog runs)
{
    [Function(ActivityNames.AcquireRunLock)]
    public Task<Done> Run([ActivityTrigger] LockRequest request, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            var run = request.Run;
            await runs.AdvanceAsync(RunId.Parse(run.RunId), RunEvent.Start, null, cancellationToken);
            if (request.CreateVault)
            {
                await vaults.CreateIfMissingAsync(run, cancellationToken);
            }

            var locks = (await vaults.ReopenAsync(run, cancellationToken)).Repository.Locks;
            try
            {
                await RemoveLeftoversAsync(locks, run, cancellationToken);
                var held = await locks.AcquireAsync(exclusive: false, run.RunId, cancellationToken);
                await held.DetachAsync();
                return new Done();
            }
            catch (MeshException error) when (error.Code == "damaged-lock")
            {
                // It was read twice. The operator, who alone can help, would hear of it in half an hour only.
                throw new PermanentFailureException(error.Message, error);
            }
        });

    private async Task RemoveLeftoversAsync(
        LockManager locks, RunScope run, CancellationToken cancellationToken)
    {
        var tags = (await locks.ListAsync(cancellationToken)).Select(held => held.Tag)
            .Where(tag => tag.Length > 0);
        foreach (var tag in tags.Distinct(StringComparer.Ordinal).ToList())
        {
            // A run that this catalogue does not know is another Mesh's: its lock is not ours to remove.
            var isOver = RunId.Read(tag) is { IsValid: true } id
                && await runs.FindAsync(id.Value, cancellationToken) is { } known
                && !RunLife.IsActive(known.State);
            if (isOver || tag == run.RunId)
            {
                await locks.RemoveOwnAsync(tag, cancellationToken);
            }
        }
    }
}
