using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Captures;

/// <summary>
/// Follows a database's log for as long as it is wanted: one movement after another, each of which goes on
/// where what is in the vault ends. It never gives up; it ends where the log itself has broken, or is no
/// longer wanted.
/// </summary>
public static class CaptureOrchestrator
{
    private const double LongestPause = 60;
    private const double Grace = 120;

    [Function(OrchestratorNames.Capture)]
    public static async Task<CaptureEnd> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, CaptureInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var next = input with { Step = input.Step + 1, Failures = 0 };
        context.SetCustomStatus(new RunStatus { Phase = RunPhase.Capturing, Step = next.Step });
        var policy = Policy(input);
        try
        {
            if (await CaptureAsync(context, next, policy) is { } end)
            {
                return end;
            }
        }
        catch (Exception error) when (error is TaskFailedException or StepFailedException)
        {
            next = next with { Failures = Math.Min(input.Failures + 1, 30) };
            var pause = Math.Min(LongestPause, input.PauseSeconds * Math.Pow(2, input.Failures));
            await context.CreateTimer(TimeSpan.FromSeconds(pause), CancellationToken.None);
        }

        // A result that comes late answers a movement that nobody waits for any more.
        context.ContinueAsNew(next, preserveUnprocessedEvents: false);
        return new CaptureEnd(input.Stream, "");
    }

    private static async Task<CaptureEnd?> CaptureAsync(
        TaskOrchestrationContext context, CaptureInput input, MovementPolicy policy)
    {
        var retries = new Retries(policy);
        var order = await context.CallActivityAsync<CaptureOrder>(
            ActivityNames.FindCapture, new CaptureName(input.Stream), retries.Vault);
        if (order.EndedBecause.Length > 0)
        {
            return new CaptureEnd(input.Stream, order.EndedBecause);
        }

        var message = Message(order, input, policy);
        var result = await new MovementFlights(context, order.Run!, policy).TryAsync(message);
        if (result.Code == MovementCode.LogBroken)
        {
            var end = new CaptureEnd(input.Stream, result.Reason);
            await context.CallActivityAsync(ActivityNames.EndCapture, end, retries.Closing);
            return end;
        }

        if (!result.Succeeded)
        {
            throw new StepFailedException(result.Reason);
        }

        await context.CallActivityAsync(
            ActivityNames.RecordCapture,
            new CaptureNews(input.Stream, result.Log ?? new LogReach("", null)),
            retries.Closing);
        return null;
    }

    private static MovementPolicy Policy(CaptureInput input) => new()
    {
        MaxSends = 1,
        PatienceSeconds = input.Seconds + Grace,
        PauseSeconds = input.PauseSeconds,
    };

    private static MovementMessage Message(
        CaptureOrder order, CaptureInput input, MovementPolicy policy) => new()
    {
        Run = order.Run!,
        MovementId = $"capture.{input.Step}",
        Kind = MovementKind.CaptureLog,
        Step = input.Step,
        Attempt = 1,
        Database = order.Database,
        Log = new LogTask { Stream = input.Stream, Start = order.Start, Seconds = input.Seconds },
        MovementBytes = policy.MovementBytes,
    };
}
