using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Captures;

/// <summary>
/// Tends what a log holds, once: drops its beginning that no recovery point needs, then folds what was sealed
/// a while ago into a snapshot; or removes a log that has ended and that nothing needs, and its row last.
/// Each step may be cut off and repeated, also while the log is captured or replayed.
/// </summary>
public static class TendLogOrchestrator
{
    [Function(OrchestratorNames.TendLog)]
    public static async Task<TendEnd> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, TendInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var retries = new Retries(input.Policy);
        var end = new TendEnd(input.Stream);
        try
        {
            var order = await context.CallActivityAsync<TendOrder>(
                ActivityNames.FindTending, new TendQuery(input.Stream, input.SettleSeconds), retries.Vault);
            if (order.Run is null)
            {
                return end;
            }

            end = end with { Removed = await TendAsync(context, input, order) };
        }
        catch (StepFailedException error)
        {
            end = end with { Problem = error.Message };
        }
        catch (TaskFailedException error)
        {
            end = end with { Problem = error.FailureDetails.ErrorMessage };
        }

        if (end.Removed || end.Problem.Length > 0)
        {
            await context.CallActivityAsync(ActivityNames.FinishTending, end, retries.Closing);
        }

        return end;
    }

    /// <returns>Whether all was removed.</returns>
    private static async Task<bool> TendAsync(
        TaskOrchestrationContext context, TendInput input, TendOrder order)
    {
        if (order.Needed.Length == 0)
        {
            await MoveAsync(context, input, order, 1, MovementKind.RemoveLog);
            return true;
        }

        // What is dropped needs no folding, nor does damage to it matter.
        await MoveAsync(context, input, order, 1, MovementKind.TrimLog);
        await MoveAsync(context, input, order, 2, MovementKind.FoldLog);
        return false;
    }

    private static async Task MoveAsync(
        TaskOrchestrationContext context, TendInput input, TendOrder order, int step, string kind)
    {
        context.SetCustomStatus(new RunStatus { Phase = RunPhase.Tending, Step = step });
        var now = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        var result = await new MovementFlights(context, order.Run!, input.Policy).TryAsync(
            new MovementMessage
            {
                Run = order.Run!,
                MovementId = kind,
                Kind = kind,
                Step = step,
                Attempt = 1,
                Log = new LogTask
                {
                    Stream = input.Stream,
                    Start = order.Needed,
                    Until = now - TimeSpan.FromSeconds(input.SettleSeconds),
                },
                MovementBytes = input.Policy.MovementBytes,
            });
        if (!result.Succeeded)
        {
            throw new StepFailedException(result.Reason);
        }
    }
}
