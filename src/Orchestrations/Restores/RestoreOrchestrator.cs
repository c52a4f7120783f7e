using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Restores;

/// <summary>
/// Restores one snapshot to a folder: writes its ranges page by page, finishes links and directories, then
/// goes over all ranges once more and compares. A database server is then brought forward by its log where a
/// later moment is wanted, and compared once more; a part of one at a moment goes by way of a scratch server.
/// The time of each phase is the measured recovery time.
/// </summary>
public static class RestoreOrchestrator
{
    [Function(OrchestratorNames.Restore)]
    public static async Task<RunOutcome> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, RestoreInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var began = input.Progress.IsNew()
            ? input.Progress with { StartedAt = new DateTimeOffset(
                context.CurrentUtcDateTime, TimeSpan.Zero) }
            : input.Progress;
        var clock = new RunClock(context, began);
        var retries = new Retries(input.Policy);
        var closing = new RunClosing(context, input.Run, retries, clock);
        var pages = new RestorePages(context, input, clock);
        try
        {
            if (input.Progress.IsNew())
            {
                clock.Enter(RunPhase.Locking, began.Tally);
                await context.CallActivityAsync(
                    ActivityNames.AcquireRunLock, new LockRequest(input.Run, false), retries.Lock);
            }

            if (input.Aside is not null)
            {
                var (reached, verified) = await pages.RestoreAsideAsync(began);
                return await closing.SucceedAsync(
                    Outcome(input, pages.Tally) with { Position = reached, Verification = verified },
                    pages.Tally);
            }

            if (input is { Onward: true, Log: not null })
            {
                var at = await pages.ReplayAsync(began);
                return await closing.SucceedAsync(
                    Outcome(input, pages.Tally) with
                    {
                        Position = at, Verification = await pages.VerifyReplayAsync(began),
                    },
                    pages.Tally);
            }

            var done = began.Verifying ? await pages.VerifyAsync(began) : await pages.WriteAsync(began);
            if (!began.Verifying || done.Cursor.Length > 0)
            {
                context.ContinueAsNew(input with { Progress = clock.Carry(done) });
                return new RunOutcome { RunId = input.Run.RunId, Succeeded = false };
            }

            var position = input.Log is null ? "" : await pages.ReplayAsync(done);
            var compared = input.Log is null ? null : await pages.VerifyReplayAsync(done);
            var outcome = Outcome(input, pages.Tally) with { Position = position, Verification = compared };
            return await closing.SucceedAsync(outcome, pages.Tally);
        }
        catch (StepFailedException error)
        {
            return await closing.FailAsync(error.Message, pages.Tally);
        }
        catch (TaskFailedException error)
        {
            return await closing.FailAsync(error.FailureDetails.ErrorMessage, pages.Tally);
        }
    }

    private static RunOutcome Outcome(RestoreInput input, RunTally tally) => new()
    {
        RunId = input.Run.RunId,
        Succeeded = true,
        Snapshot = input.Snapshot,
        Files = tally.Done.Files(),
        Bytes = tally.Done.Bytes,
        WarningCount = tally.WarningCount,
        Warnings = tally.Warnings,
    };
}
