using Mesh.Activities.Locks;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Runs;

/// <summary>
/// Mends runs whose row and orchestration disagree: starts what was entered but never started, and ends what
/// was terminated from outside, its locks removed.
/// </summary>
public sealed class RunMender(
    RunLog runs,
    RunStarter starter,
    ReleaseRunLockActivity release,
    TimeProvider time,
    ILogger<RunMender> log)
{
    // Whoever entered a run starts it at once; only what stays unstarted was left behind.
    private static readonly TimeSpan LeftBehind = TimeSpan.FromSeconds(10);

    /// <summary>Mends every active run.</summary>
    public async Task MendAllAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var active = await runs.ListAsync(
            new RunFilter(ActiveOnly: true), new PageRequest(PageRequest.Largest), cancellationToken);
        foreach (var run in active.Items)
        {
            try
            {
                await MendAsync(client, run, cancellationToken);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // One run that cannot be mended must not keep the others waiting.
                log.LogWarning(error, "Run {Run} could not be mended and will be tried again", run.Id);
            }
        }
    }

    /// <summary>Mends one run.</summary>
    public async Task MendAsync(DurableTaskClient client, RunRecord run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(run);
        var instance =
            await client.GetInstanceAsync(run.Id.Value, getInputsAndOutputs: true, cancellationToken);
        if (instance is null && time.GetUtcNow() - run.RequestedAt > LeftBehind)
        {
            await StartAsync(client, run, cancellationToken);
        }
        else if (instance is { IsCompleted: true })
        {
            var cancelled = instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated;
            await ReleaseAsync(run, instance, cancellationToken);
            await EndAsync(
                run,
                cancelled ? RunEvent.Cancel : RunEvent.Fail,
                cancelled
                    ? "it was cancelled"
                    : $"its orchestration ended: {instance.FailureDetails?.ErrorMessage ?? "no reason was left"}",
                cancellationToken);
        }
    }

    /// <summary>Cancels a run whose orchestration was never started.</summary>
    public Task CancelUnstartedAsync(RunRecord run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return EndAsync(run, RunEvent.Cancel, "it was cancelled", cancellationToken);
    }

    // The vault is the one that the run was started with: the manifest may name another by now.
    private async Task ReleaseAsync(
        RunRecord run, OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        var scope = run.Kind switch
        {
            RunKind.Backup => instance.ReadInputAs<BackupInput>()!.Run,
            RunKind.Restore => instance.ReadInputAs<RestoreInput>()!.Run,
            _ => instance.ReadInputAs<ProveInput>()!.Run,
        };
        try
        {
            await release.Run(scope, cancellationToken);
        }
        catch (PermanentFailureException error)
        {
            // Kept active, the run would bar its component for ever. The next run of the vault removes the
            // lock.
            log.LogWarning(error, "The lock of run {Run} could not be removed", run.Id);
        }
    }

    private async Task StartAsync(
        DurableTaskClient client, RunRecord run, CancellationToken cancellationToken)
    {
        try
        {
            await starter.StartAsync(client, run, cancellationToken);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.BadInput)
        {
            // What it was entered for is no longer there: it will never start.
            await EndAsync(run, RunEvent.Fail, error.Message, cancellationToken);
        }
    }

    private async Task EndAsync(
        RunRecord run, RunEvent happened, string reason, CancellationToken cancellationToken)
    {
        // It may have ended by itself since it was listed.
        if (RunLife.TryNext((await runs.GetAsync(run.Id, cancellationToken)).State, happened) is not null)
        {
            await runs.AdvanceAsync(
                run.Id,
                happened,
                new RunError("run-ended", run.Component.ToString(), reason),
                cancellationToken);
        }
    }
}
