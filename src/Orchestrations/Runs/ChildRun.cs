using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Restores;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>
/// Has a backup or a restore that was entered as a run of its own done, and waits for its end. Deterministic.
/// </summary>
internal sealed class ChildRun(TaskOrchestrationContext context)
{
    /// <summary>How often the small activities about such a run are tried.</summary>
    internal static readonly TaskOptions Brief = TaskOptions.FromRetryPolicy(new RetryPolicy(
        4, TimeSpan.FromMilliseconds(500), backoffCoefficient: 2)
    {
        HandleFailure = failure => failure.ErrorType != typeof(PermanentFailureException).FullName,
    });

    /// <param name="input">What the restore starts with.</param>
    public Task<ChildRunEnd> EndAsync(RestoreInput input) =>
        EndAsync(OrchestratorNames.Restore, input.Run.RunId, input);

    /// <param name="input">What the backup starts with.</param>
    public Task<ChildRunEnd> EndAsync(BackupInput input) =>
        EndAsync(OrchestratorNames.Backup, input.Run.RunId, input);

    private async Task<ChildRunEnd> EndAsync(string orchestrator, string id, object input)
    {
        try
        {
            var outcome = await context.CallSubOrchestratorAsync<RunOutcome>(
                orchestrator, input, new SubOrchestrationOptions(instanceId: id));
            return new ChildRunEnd(
                outcome.Succeeded, Told(id, outcome.Succeeded, outcome.Reason), $"{outcome.Verification}")
            {
                InPart = outcome.WarningCount > 0,
            };
        }
        catch (TaskFailedException)
        {
            // After a crash somebody else may have started the run: what its row says counts.
            return await WatchAsync(id);
        }
    }

    private async Task<ChildRunEnd> WatchAsync(string id)
    {
        var pause = new GrowingPause(context);
        while (true)
        {
            var seen = await context.CallActivityAsync<ChildRunSeen>(
                ActivityNames.FindFill, new ChildRunLook(id), Brief);
            if (seen.IsOver)
            {
                return new ChildRunEnd(seen.Succeeded, Told(id, seen.Succeeded, seen.Reason))
                {
                    InPart = seen.InPart,
                };
            }

            await pause.WaitAsync();
        }
    }

    private static string Told(string id, bool succeeded, string reason) =>
        succeeded ? $"run {id}" : $"run {id}: {reason}";
}
