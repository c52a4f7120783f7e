using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Backups;

/// <summary>
/// Backs one component up: plans a page, moves its ranges, merges their trees, and so on page by page; then
/// commits one snapshot, verifies it, applies retention and records the recovery point. Where the commit
/// finds that data has gone from the vault meanwhile, it begins again.
/// </summary>
public static class BackupOrchestrator
{
    [Function(OrchestratorNames.Backup)]
    public static async Task<RunOutcome> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, BackupInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var began = input.Progress.IsNew() ? Begin(context, input.Progress) : input.Progress;
        var clock = new RunClock(context, began);
        var retries = new Retries(input.Policy);
        var closing = new RunClosing(context, input.Run, retries, clock);
        var pages = new BackupPages(context, input, clock);
        try
        {
            if (input.Progress.IsNew())
            {
                clock.Enter(RunPhase.Locking, began.Tally);
                await context.CallActivityAsync(
                    ActivityNames.AcquireRunLock,
                    new LockRequest(input.Run, input.CreateVault),
                    retries.Lock);
            }

            var moved = await pages.MoveAsync(began);
            if (moved.Tree.Length > 0 && !moved.Tally.PlanComplete)
            {
                context.ContinueAsNew(input with { Progress = clock.Carry(moved) });
                return Unfinished(input.Run);
            }

            var committed = moved.Tree.Length == 0 ? null : await CommitAsync(context, input, moved, clock);
            if (committed is null)
            {
                context.ContinueAsNew(input with { Progress = clock.Carry(Again(context, input, moved)) });
                return Unfinished(input.Run);
            }

            moved = moved with { Tally = await ProveAsync(context, input, moved, committed, clock) };
            return await closing.SucceedAsync(Outcome(input.Run, moved, committed), moved.Tally);
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

    private static RunProgress Begin(TaskOrchestrationContext context, RunProgress progress) => progress with
    {
        StartedAt = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero),
        ConsistentAt = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero),
    };

    private static RunProgress Again(TaskOrchestrationContext context, BackupInput input, RunProgress moved)
    {
        if (moved.Attempt >= input.Policy.MaxAttempts)
        {
            throw new StepFailedException(
                $"{input.Run.Repository}: data of this run was removed from the vault while it ran, {moved.Attempt} "
                + "times over (let no other program prune the repository during backups)");
        }

        return new RunProgress
        {
            Attempt = moved.Attempt + 1,
            StartedAt = moved.StartedAt,
            ConsistentAt = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero),
        };
    }

    private static async Task<string?> CommitAsync(
        TaskOrchestrationContext context, BackupInput input, RunProgress moved, RunClock clock)
    {
        clock.Enter(RunPhase.Committing, moved.Tally);
        var outcome = await context.CallActivityAsync<CommitOutcome>(
            ActivityNames.CommitSnapshot,
            new CommitRequest
            {
                Run = input.Run,
                Paths = input.Paths,
                Excludes = input.Excludes,
                Tree = moved.Tree,
                Parent = moved.Snapshot,
                Host = moved.Host,
                StartedAt = moved.StartedAt,
                ConsistentAt = moved.ConsistentAt,
                Stats = moved.Tally.Done,
            },
            new Retries(input.Policy).Vault);
        return outcome.Snapshot.Length == 0 ? null : outcome.Snapshot;
    }

    private static async Task<RunTally> ProveAsync(
        TaskOrchestrationContext context,
        BackupInput input,
        RunProgress moved,
        string snapshot,
        RunClock clock)
    {
        var (run, retries) = (input.Run, new Retries(input.Policy));
        clock.Enter(RunPhase.Verifying, moved.Tally);
        var verified = await context.CallActivityAsync<VerifyOutcome>(
            ActivityNames.VerifySnapshot, new SnapshotReference(run, snapshot), retries.Vault);
        if (run.Kept)
        {
            return verified.Sound ? moved.Tally : throw NotSound(snapshot, verified);
        }

        var tally = verified.Sound
            ? await RetainAsync(context, input, moved.Tally, snapshot, clock)
            : moved.Tally;

        clock.Enter(RunPhase.Recording, moved.Tally);
        await context.CallActivityAsync(
            ActivityNames.RecordRecoveryPoint,
            new RecoveryPointRequest
            {
                Run = run,
                Snapshot = snapshot,
                Parent = moved.Snapshot,
                ConsistentAt = moved.ConsistentAt,
                Position = moved.Position,
                Verified = verified.Sound,
                Files = moved.Tally.Done.Files(),
                Bytes = moved.Tally.Done.Bytes,
                BytesAdded = moved.Tally.Done.BytesAdded,
            },
            retries.Closing);
        if (!verified.Sound)
        {
            throw NotSound(snapshot, verified);
        }

        return tally;
    }

    private static StepFailedException NotSound(string snapshot, VerifyOutcome verified) => new(
        $"snapshot {snapshot} is stored but not sound: {string.Join("; ", verified.Findings)}");

    // What is kept too long is a nuisance; a verified point that nobody knows of would be lost.
    private static async Task<RunTally> RetainAsync(
        TaskOrchestrationContext context, BackupInput input, RunTally tally, string snapshot, RunClock clock)
    {
        clock.Enter(RunPhase.Retaining, tally);
        try
        {
            await context.CallActivityAsync(
                ActivityNames.ApplyRetention,
                new SnapshotReference(input.Run, snapshot),
                new Retries(input.Policy).Vault);
            return tally;
        }
        catch (TaskFailedException error)
        {
            return tally.Noting(1, [$"retention was not applied: {error.FailureDetails.ErrorMessage}"]);
        }
    }

    private static RunOutcome Outcome(RunScope run, RunProgress moved, string snapshot) => new()
    {
        RunId = run.RunId,
        Succeeded = true,
        Snapshot = snapshot,
        Incremental = moved.Snapshot.Length > 0,
        Files = moved.Tally.Done.Files(),
        Bytes = moved.Tally.Done.Bytes,
        FilesRead = moved.Tally.Done.FilesNew + moved.Tally.Done.FilesChanged,
        BytesAdded = moved.Tally.Done.BytesAdded,
        WarningCount = moved.Tally.WarningCount,
        Warnings = moved.Tally.Warnings,
    };

    private static RunOutcome Unfinished(RunScope run) => new() { RunId = run.RunId, Succeeded = false };
}
