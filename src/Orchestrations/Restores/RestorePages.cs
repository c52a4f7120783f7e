using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Restores;

/// <summary>One page of a restore: planned, then written or compared.</summary>
internal sealed class RestorePages
{
    private readonly RestoreInput input;
    private readonly RunClock clock;
    private readonly MovementFlights flights;

    public RestorePages(TaskOrchestrationContext context, RestoreInput input, RunClock clock)
    {
        (this.input, this.clock) = (input, clock);
        Tally = input.Progress.Tally;
        flights = new MovementFlights(context, input.Run, input.Policy)
        {
            UnderWay = reading => clock.Publish(Tally, reading),
        };
    }

    /// <summary>What has been done, also of a page that failed.</summary>
    public RunTally Tally { get; private set; }

    /// <summary>
    /// Writes a page; after the last one finishes the target and goes back to the first, to verify.
    /// </summary>
    public async Task<RunProgress> WriteAsync(RunProgress at)
    {
        var page = await PlanAsync(at);
        Tally = Tally.Plus(page);
        clock.Enter(RunPhase.Moving, Tally);
        await flights.AllAsync(
            [.. page.Ranges.Select((range, index) =>
                Message(at, MovementKind.Restore, $"{index}") with { Range = range })],
            Arrived);
        var next = at with { Page = at.Page + 1, Cursor = page.NextCursor, Tally = Tally };
        if (page.NextCursor.Length > 0)
        {
            return next;
        }

        clock.Enter(RunPhase.Finishing, Tally);
        var finished = await flights.OneAsync(
            Message(at, MovementKind.FinishRestore, "finish"));
        Tally = Tally.Plus(finished);
        return next with { Verifying = true, Page = 0, Tally = Tally };
    }

    /// <summary>Compares a page of the target with the snapshot.</summary>
    public async Task<RunProgress> VerifyAsync(RunProgress at)
    {
        var page = await PlanAsync(at);
        clock.Enter(RunPhase.Verifying, Tally);
        await flights.AllAsync(
            [.. page.Ranges.Select((range, index) =>
                Message(at, MovementKind.VerifyRestore, $"{index}") with { Range = range })],
            result => Tally = Tally.Noting(result));
        return at with { Page = at.Page + 1, Cursor = page.NextCursor, Tally = Tally };
    }

    /// <summary>Brings the target forward by the log, in bounded movements.</summary>
    /// <returns>Where it ended.</returns>
    public async Task<string> ReplayAsync(RunProgress at)
    {
        clock.Enter(RunPhase.Replaying, Tally);
        for (var part = 0; ; part++)
        {
            var result = await flights.OneAsync(Message(at, MovementKind.ReplayLog, $"log.{part}"));
            Tally = Tally.Noting(result);
            if (result.Log is { } reach)
            {
                return reach.Position;
            }
        }
    }

    /// <summary>Compares the target with what dump and log make, where the replay has left it.</summary>
    /// <returns>What was compared; null where the log held nothing.</returns>
    public async Task<ReplayVerification?> VerifyReplayAsync(RunProgress at)
    {
        clock.Enter(RunPhase.Verifying, Tally);
        var result = await flights.OneAsync(Message(at, MovementKind.VerifyReplay, "log.verify"));
        Tally = Tally.Noting(result);
        return result.Verification;
    }

    /// <summary>Restores a part of a server by way of a scratch server, and puts it in place.</summary>
    /// <returns>Where the log was cut, empty for the snapshot's own state, and how that compares.</returns>
    public async Task<(string Position, ReplayVerification? Compared)> RestoreAsideAsync(RunProgress at)
    {
        clock.Enter(RunPhase.Planning, Tally);
        await flights.OneAsync(Message(at, MovementKind.PlanAside, "plan"));
        clock.Enter(RunPhase.RestoringAside, Tally);
        var restored = await flights.OneAsync(Message(at, MovementKind.RestoreAside, "aside"));
        Tally = Tally.Plus(restored);
        clock.Divide(restored.Stages);
        clock.Enter(RunPhase.Finishing, Tally);
        await flights.OneAsync(Message(at, MovementKind.FinishAside, "finish"));
        return (restored.Log?.Position ?? "", restored.Verification);
    }

    private async Task<PlannedPage> PlanAsync(RunProgress at)
    {
        clock.Enter(RunPhase.Planning, Tally, at.Verifying ? RunPhase.Verifying : RunPhase.Moving);
        var planned = await flights.OneAsync(Message(at, MovementKind.PlanRestore, "plan") with
        {
            Cursor = at.Cursor,
            Overwrite = input.Overwrite || at.Verifying || at.Page > 0,
        });
        return planned.Page
            ?? throw new StepFailedException($"movement {planned.MovementId}: its result holds no page");
    }

    private void Arrived(MovementResult result)
    {
        Tally = Tally.Plus(result);
        clock.Publish(Tally);
    }

    private MovementMessage Message(RunProgress at, string kind, string name) => new()
    {
        Run = input.Run,
        MovementId = $"{(at.Verifying ? "v" : "w")}.{at.Page}.{name}",
        Kind = kind,
        Step = clock.Step,
        Attempt = at.Attempt,
        Database = input.Database,
        Log = input.Log,
        Aside = input.Aside,
        Paths = input.Mirrored,
        Excludes = input.Excludes,
        Onward = input.Onward,
        Snapshot = input.Snapshot,
        Target = input.Target,
        Overwrite = input.Overwrite,
        MovementBytes = input.Policy.MovementBytes,
    };
}
