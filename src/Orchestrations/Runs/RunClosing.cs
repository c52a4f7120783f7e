using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>
/// The end of every run: telemetry, the locks released, the run's row closed; also when it failed.
/// </summary>
internal sealed class RunClosing(
    TaskOrchestrationContext context, RunScope run, Retries retries, RunClock clock)
{
    /// <summary>Ends a run that did what it was asked to.</summary>
    public async Task<RunOutcome> SucceedAsync(RunOutcome outcome, RunTally tally)
    {
        clock.Enter(RunPhase.Recording, tally);
        var measured = outcome with { Seconds = clock.Elapsed(), Phases = clock.Times() };
        await context.CallActivityAsync(
            ActivityNames.RecordTelemetry, new RunEnd(run, measured), retries.Closing);
        return await CloseAsync(measured, tally);
    }

    /// <summary>Ends a run that failed, with the reason.</summary>
    public Task<RunOutcome> FailAsync(string reason, RunTally tally) => CloseAsync(
        new RunOutcome
        {
            RunId = run.RunId,
            Succeeded = false,
            Reason = reason,
            Files = tally.Done.Files(),
            Bytes = tally.Done.Bytes,
            WarningCount = tally.WarningCount,
            Warnings = tally.Warnings,
            Seconds = clock.Elapsed(),
            Phases = clock.Times(),
        },
        tally);

    private async Task<RunOutcome> CloseAsync(RunOutcome outcome, RunTally tally)
    {
        clock.Enter(RunPhase.Releasing, tally);
        try
        {
            await context.CallActivityAsync(ActivityNames.ReleaseRunLock, run, retries.Vault);
        }
        catch (TaskFailedException error)
        {
            // The next run of this vault removes the lock: by then this run is over in the catalogue.
            outcome = outcome with
            {
                WarningCount = outcome.WarningCount + 1,
                Warnings = [
                    .. outcome.Warnings,
                    $"its lock could not be removed: {error.FailureDetails.ErrorMessage}"],
            };
        }

        await context.CallActivityAsync(ActivityNames.FinishRun, new RunEnd(run, outcome), retries.Closing);
        return outcome;
    }
}
