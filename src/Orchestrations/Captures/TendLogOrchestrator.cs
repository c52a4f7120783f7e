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

            end = await TendAsync(context, input, order);
        }
        catch (TaskFailedException error)
        {
            end = end with { Problem = error.FailureDetails.ErrorMessage };
        }

        await context.CallActivityAsync(ActivityNames.FinishTending, end, retries.Closing);
        return end;
    }

    private static async Task<TendEnd> TendAsync(
        TaskOrchestrationContext context, TendInput input, TendOrder order)
    {
        // What is dropped needs no folding, nor does damage to it matter.
        string[] kinds = order.Needed.Length == 0
            ? [MovementKind.RemoveLog]
            : [MovementKind.TrimLog, MovementKind.FoldLog];
        for (var step = 1; step <= kinds.Length; step++)
        {
            var result = await MoveAsync(context, input, order, step, kinds[step - 1]);
            if (!result.Succeeded)
            {
                return new TendEnd(input.Stream)
                {
                    Problem = result.Reason,
                    Damaged = result.Code == MovementCode.Damaged,
                };
            }
        }

        return new TendEnd(input.Stream) { Removed = order.Needed.Length == 0 };
    }

    private static Task<MovementResult> MoveAsync(
        TaskOrchestrationContext context, TendInput input, TendOrder order, int step, string kind)
    {
        context.SetCustomStatus(new RunStatus { Phase = RunPhase.Tending, Step = step });
        var now = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        return new MovementFlights(context, order.Run!, input.Policy).TryAsync(
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
    }
}
