using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Backups;

/// <summary>One page of a backup: planned, moved, merged into the tree of the pages before.</summary>
internal sealed class BackupPages
{
    private readonly TaskOrchestrationContext context;
    private readonly BackupInput input;
    private readonly RunClock clock;
    private readonly MovementFlights flights;

    public BackupPages(TaskOrchestrationContext context, BackupInput input, RunClock clock)
    {
        (this.context, this.input, this.clock) = (context, input, clock);
        Tally = input.Progress.Tally;
        flights = new MovementFlights(context, input.Run, input.Policy)
        {
            UnderWay = reading => clock.Publish(Tally, reading),
        };
    }

    /// <summary>What has been done, also of a page that failed.</summary>
    public RunTally Tally { get; private set; }

    /// <returns>The progress with the page done; its tree is empty if data has gone from the vault.</returns>
    public async Task<RunProgress> MoveAsync(RunProgress at)
    {
        clock.Enter(RunPhase.Planning, Tally, RunPhase.Moving);
        var planned = await flights.OneAsync(Message(at, MovementKind.PlanBackup, "plan") with
        {
            Cursor = at.Cursor,
        });
        var page = planned.Page
            ?? throw new StepFailedException($"movement {planned.MovementId}: its result holds no page");
        Tally = Tally.Noting(planned).Plus(page);
        var next = at with { Snapshot = page.Snapshot, Host = page.Host };

        clock.Enter(RunPhase.Moving, Tally);
        var messages = page.Ranges.Select((range, index) =>
            Message(next, MovementKind.Backup, $"{index}") with { Range = range });
        var moved = await flights.AllAsync([.. messages], Arrived);

        var state = moved.Select(result => result.State).FirstOrDefault(state => state is not null);
        return next with
        {
            ConsistentAt = state?.Time ?? next.ConsistentAt,
            Position = state?.Position ?? next.Position,
            Page = at.Page + 1,
            Cursor = page.NextCursor,
            Tree = await MergeAsync(at.Tree, moved),
            Tally = Tally,
        };
    }

    private async Task<string> MergeAsync(string before, MovementResult[] moved)
    {
        List<string> trees = [.. moved.Select(result => result.Tree)];
        if (before.Length > 0)
        {
            trees.Insert(0, before);
        }

        if (trees.Count == 1)
        {
            return trees[0];
        }

        var merged = await context.CallActivityAsync<MergedTree>(
            ActivityNames.MergePages, new MergeRequest(input.Run, trees), new Retries(input.Policy).Vault);
        Tally = Tally.Noting(merged.WarningCount, merged.Warnings);
        return merged.Missing ? "" : merged.Tree;
    }

    private void Arrived(MovementResult result)
    {
        Tally = Tally.Plus(result);
        clock.Publish(Tally);
    }

    private MovementMessage Message(RunProgress at, string kind, string name) => new()
    {
        Run = input.Run,
        MovementId = $"{at.Attempt}.{at.Page}.{name}",
        Kind = kind,
        Step = clock.Step,
        Attempt = at.Attempt,
        Database = input.Database,
        Paths = input.Paths,
        Root = input.Root,
        Excludes = input.Excludes,
        Full = input.Full,
        Snapshot = at.Snapshot,
        MovementBytes = input.Policy.MovementBytes,
    };
}
