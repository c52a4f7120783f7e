using Mesh.Domain.Runbooks;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>
/// Backs the files of a site up within a runbook: the last of what is left in a planned move, and what a site
/// has by itself before that is written over. Deterministic.
/// </summary>
internal sealed class RunbookBackups(TaskOrchestrationContext context, RunbookInput input)
{
    // A backup that is under way already is waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="step">The step.</param>
    /// <param name="number">Counts the attempts of the runbook.</param>
    /// <param name="begun">Hears which run does it.</param>
    public async Task<StepOutcome> DoAsync(RunbookStep step, int number, Action<string> begun)
    {
        try
        {
            var entered = await EnterAsync(step, number);
            if (entered.Nothing)
            {
                return new StepOutcome(true, "nothing is there");
            }

            if (entered.Input is not { } backup)
            {
                return new StepOutcome(false, entered.Why) { Retryable = true };
            }

            var id = backup.Run.RunId;
            begun(id);
            var end = await new ChildRun(context).EndAsync(backup);
            return !end.Succeeded ? Failed(end.Told)
                : step.Action == RunbookAction.Keep ? await CompareAsync(step, id)
                : end.InPart && step.Phase == RunbookPhase.CatchUp ? LeftOut(id)
                : new StepOutcome(true, end.Told);
        }
        catch (TaskFailedException error)
        {
            return Failed(error.FailureDetails.ErrorMessage);
        }
    }

    private async Task<EnteredBackup> EnterAsync(RunbookStep step, int number)
    {
        var end = context.CurrentUtcDateTime + Patience;
        var request = new SiteBackupRequest(
            input.System, step.Component, step.Site, $"{input.RunbookId}/{step.Id}-{number}",
            new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero))
        {
            Runbook = input.RunbookId, Keep = step.Action == RunbookAction.Keep, By = input.RequestedBy,
        };
        var pause = new GrowingPause(context);
        while (true)
        {
            var entered = await context.CallActivityAsync<EnteredBackup>(
                ActivityNames.BeginSiteBackup, request, ChildRun.Brief);
            if (entered.Input is not null || entered.Nothing || context.CurrentUtcDateTime >= end)
            {
                return entered;
            }

            await pause.WaitAsync();
        }
    }

    private async Task<StepOutcome> CompareAsync(RunbookStep step, string run)
    {
        var kept = await context.CallActivityAsync<KeptFiles>(
            ActivityNames.CompareKept, new KeptQuestion(input.System, step.Component, step.Site, run),
            ChildRun.Brief);
        return kept.IsEmpty
            ? new StepOutcome(false, $"run {run}: {step.Component} at {step.Site} holds nothing, and held something")
            {
                Hint = "see whether its disk is mounted, then decide 'retry'; 'skip' where it is lost", Kept = kept,
            }
            : new StepOutcome(true, Text(kept)) { Kept = kept };
    }

    private static string Text(KeptFiles kept) => kept switch
    {
        { Given.Length: 0 } => $"kept in snapshot {kept.Snapshot[..8]}; its successor was filled with none",
        { Added: 0, Changed: 0, Removed: 0 } =>
            $"kept in snapshot {kept.Snapshot[..8]}: its successor was given all of it",
        _ => $"kept in snapshot {kept.Snapshot[..8]}: beside {kept.Given[..8]}, which its successor was given, "
            + $"{kept.Added} added, {kept.Changed} changed, {kept.Removed} removed",
    };

    // What is done while production still runs is done once more.
    private static StepOutcome LeftOut(string run) =>
        new(false, $"run {run} left something out, which would stay behind: 'mesh runs {run}' tells what")
        {
            Hint = "see to it, then decide 'retry'; 'skip' goes on without it",
        };

    private static StepOutcome Failed(string told) => new(false, told)
    {
        Hint = "see to what it says, then decide 'retry'",
    };
}
