using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Restores;

/// <summary>
/// Has a restore that was entered as a run of its own done, and waits for its end. Deterministic.
/// </summary>
internal sealed class RestoreRun(TaskOrchestrationContext context)
{
    /// <summary>How often the small activities about a restore are tried.</summary>
    internal static readonly TaskOptions Brief = TaskOptions.FromRetryPolicy(new RetryPolicy(
        4, TimeSpan.FromMilliseconds(500), backoffCoefficient: 2)
    {
        HandleFailure = failure => failure.ErrorType != typeof(PermanentFailureException).FullName,
    });

    /// <param name="input">What it starts with.</param>
    public async Task<RestoreEnd> EndAsync(RestoreInput input)
    {
        var id = input.Run.RunId;
        try
        {
            var outcome = await context.CallSubOrchestratorAsync<RunOutcome>(
                OrchestratorNames.Restore, input, new SubOrchestrationOptions(instanceId: id));
            return new RestoreEnd(
                outcome.Succeeded, Told(id, outcome.Succeeded, outcome.Reason), $"{outcome.Verification}");
        }
        catch (TaskFailedException)
        {
            // After a crash somebody else may have started the run: what its row says counts.
            return await WatchAsync(id);
        }
    }

    private async Task<RestoreEnd> WatchAsync(string id)
    {
        var pause = new GrowingPause(context);
        while (true)
        {
            var seen = await context.CallActivityAsync<RestoreSeen>(
                ActivityNames.FindFill, new RestoreLook(id), Brief);
            if (seen.IsOver)
            {
                return new RestoreEnd(seen.Succeeded, Told(id, seen.Succeeded, seen.Reason));
            }

            await pause.WaitAsync();
        }
    }

    private static string Told(string id, bool succeeded, string reason) =>
        succeeded ? $"run {id}" : $"run {id}: {reason}";
}
