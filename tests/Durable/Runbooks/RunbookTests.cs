using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations.Runbooks;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Durable.Tests.Runbooks;

/// <summary>
/// Runbooks on the engine, which is also ended after every commit and goes on from its store.
/// </summary>
public class RunbookTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_lost_site_fails_over_on_the_evidence_that_its_standby_refuses_it(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, Enum.Parse<RunMode>(mode), world => world.Dead.Add("a"));

        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(0, report.RpoSeconds);
        Assert.NotNull(report.RtoSeconds);
        Assert.Equal(EvidenceKind.AcknowledgementsRefused, Fence(report).Evidence!.Kind);
        Assert.Equal(DatabaseRole.Primary, course.World["b"]);
        Assert.Equal("b", course.World.Production);
        Assert.False(course.World.Frozen);
        Assert.Equal(2, report.Epoch);
        Assert.Equal(
            ["decide", "fence", "catch-up", "promote", "start", "check", "switch", "verify", "protect"],
            report.Phases.Select(phase => phase.Name));
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_planned_move_loses_nothing_and_leaves_the_old_site_as_the_standby(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Planned, Enum.Parse<RunMode>(mode));

        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(0, report.RpoSeconds);
        Assert.Equal(EvidenceKind.ReadBack, Fence(report).Evidence!.Kind);
        Assert.Equal((DatabaseRole.Replica, DatabaseRole.Primary), (course.World["a"], course.World["b"]));
        Assert.Equal(
            ["status-db at a", "status-db at b", "drain-web at a"], course.World.Done.Distinct().Take(3));
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_protection_moves_nothing_and_leaves_the_other_site_as_the_standby(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Planned, Enum.Parse<RunMode>(mode), kind: RunbookKind.Protect);

        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Null(report.RtoSeconds);
        Assert.Equal((DatabaseRole.Primary, DatabaseRole.Replica), (course.World["a"], course.World["b"]));
        Assert.DoesNotContain("fence-db at a", course.World.Done);
        Assert.False(course.World.Frozen);
        course.NothingWrong();
    }

    [Fact]
    public async Task Where_only_time_is_evidence_nothing_is_promoted_before_the_lease_is_over()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned,
            RunMode.Live,
            world => world.Dead.Add("a"),
            losesNothing: false,
            watched: true);

        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(EvidenceKind.LeaseEnded, Fence(report).Evidence!.Kind);
        Assert.True(report.RpoSeconds > 0, $"{report.RpoSeconds}");
        course.NothingWrong();
    }

    [Fact]
    public async Task Without_evidence_it_stops_says_so_and_goes_on_only_in_somebodys_name()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, RunMode.Live, world => world.Dead.Add("a"), losesNothing: false);
        var status = await course.StopsAsync();
        Assert.Equal("fence-db", status.Step);
        Assert.Contains("did not answer", status.Why, StringComparison.Ordinal);
        Assert.Contains("override", status.Hint, StringComparison.Ordinal);
        Assert.Equal(["retry", "override", "abort"], status.Choices);
        Assert.Equal(DatabaseRole.Replica, course.World["b"]);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Override, ""));
        status = await course.StopsAsync(status.Question);
        await course.DecideAsync(
            status, new RunbookDecision(RunbookChoice.Override, "ann", "I pulled the plug"));
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal("ann", Fence(report).Decision?.By);
        Assert.Null(report.RpoSeconds);
        Assert.Equal(EvidenceKind.Overridden, Fence(report).Evidence!.Kind);
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_fenced_standby_of_a_lost_site_takes_over_in_a_name_when_it_has_held(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned,
            Enum.Parse<RunMode>(mode),
            world =>
            {
                world.Dead.Add("a");
                world.HoldsForNobody = true;
                world.Failing.Add("hold-db");
            },
            losesNothing: false);
        var status = await course.StopsAsync();
        Assert.Contains("override", status.Choices);
        await course.DecideAsync(
            status, new RunbookDecision(RunbookChoice.Override, "ann", "it burned down"));

        // That she answers for the old site does not make up for a standby that has not held.
        status = await course.StopsAsync(status.Question);
        Assert.Equal(("fence-db", "hold-db is broken"), (status.Step, status.Why));
        course.World.Mend("hold-db");
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Retry, "ann"));
        status = await course.StopsAsync(status.Question);
        Assert.Equal("its primary cannot be asked", status.Why);
        await course.DecideAsync(
            status, new RunbookDecision(RunbookChoice.Override, "ann", "it burned down"));
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Null(report.RpoSeconds);
        Assert.Equal(EvidenceKind.Overridden, Fence(report).Evidence!.Kind);
        Assert.True(
            course.World.Done.IndexOf("hold-db at b") < course.World.Done.IndexOf("promote-db at b"));
        course.NothingWrong();
    }

    [Theory]
    [InlineData(RunbookMode.Planned, "catch-up-db")]
    [InlineData(RunbookMode.Unplanned, "catch-up-db")]
    public async Task What_is_aborted_before_a_promotion_is_undone(RunbookMode mode, string broken)
    {
        await using var course = await RunbookCourse.BeginAsync(
            mode, RunMode.Killed, world => world.Failing.Add(broken));
        var status = await course.StopsAsync();
        Assert.Equal("catch-up-db is broken", status.Why);
        Assert.Equal("mend it", status.Hint);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Abort, "ann", "not today"));
        var report = await course.EndAsync();

        Assert.False(report.Succeeded);
        Assert.True(report.Undone);
        Assert.Contains("ann", report.Reason, StringComparison.Ordinal);
        Assert.Equal((DatabaseRole.Primary, DatabaseRole.Replica), (course.World["a"], course.World["b"]));
        Assert.False(course.World.Frozen);
        Assert.Equal("a", course.World.Production);
        course.NothingWrong();
    }

    [Fact]
    public async Task After_a_promotion_a_broken_step_waits_and_cannot_be_undone_but_left_out()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, RunMode.Dropped, world => world.Failing.Add("check-app"));
        var status = await course.StopsAsync();
        Assert.Equal(["retry", "skip", "give-up"], status.Choices);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Abort, "ann"));
        status = await course.StopsAsync(status.Question);
        await course.DecideAsync(
            status, new RunbookDecision(RunbookChoice.Skip, "ann", "the check is wrong"));
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Contains(
            report.Steps, step => step is { Id: "check-app", Done: false, Decision.By: "ann" });
        course.NothingWrong();
    }

    [Fact]
    public async Task A_planned_move_does_not_wait_for_a_production_that_has_fenced_itself()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Planned, RunMode.Live, world => world.Fenced("a"));

        var status = await course.StopsAsync();

        Assert.Equal("in-step-db", status.Step);
        Assert.Contains("takes no writes", status.Why, StringComparison.Ordinal);
        Assert.Contains("--planned", status.Hint, StringComparison.Ordinal);
        Assert.Contains("abort", status.Choices);
    }

    [Fact]
    public async Task A_planned_move_does_not_wait_for_a_standby_that_follows_nobody()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Planned, RunMode.Live, world => world.Fenced("b"));

        var status = await course.StopsAsync();

        Assert.Equal("in-step-db", status.Step);
        Assert.Contains("follows nobody: it is fenced", status.Why, StringComparison.Ordinal);
        Assert.Contains("mesh protect", status.Hint, StringComparison.Ordinal);
        Assert.Contains("abort", status.Choices);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_standby_that_could_not_hold_stops_it_before_anything_is_caught_up_with(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, Enum.Parse<RunMode>(mode), world => world.Failing.Add("hold-db"));
        var status = await course.StopsAsync();
        Assert.Equal(("fence-db", "hold-db is broken"), (status.Step, status.Why));
        Assert.Contains("abort", status.Choices);

        course.World.Mend("hold-db");
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Retry, "ann"));
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.True(
            course.World.Done.IndexOf("hold-db at b") < course.World.Done.IndexOf("promote-db at b"));
        course.NothingWrong();
    }

    [Theory]
    [InlineData("promote-db")]
    [InlineData("switch-web")]
    public async Task What_cannot_go_on_after_the_fence_is_given_up_and_not_called_undone(string broken)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, RunMode.Live, world => world.Failing.Add(broken));
        var status = await course.StopsAsync();

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.GiveUp, "ann", "by hand"));
        var report = await course.EndAsync();

        Assert.Equal((false, false), (report.Succeeded, report.Undone));
        Assert.Contains("ann gives it up", report.Reason, StringComparison.Ordinal);
        Assert.False(course.World.Frozen);
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live), true)]
    [InlineData(nameof(RunMode.Live), false)]
    [InlineData(nameof(RunMode.Dropped), true)]
    public async Task What_was_promoted_without_an_answer_counts_when_the_runbook_is_given_up(
        string mode, bool carriedOut)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned,
            Enum.Parse<RunMode>(mode),
            world => (carriedOut ? world.Unanswered : world.Failing).Add("promote-db"));
        var status = await course.StopsAsync();
        Assert.Equal("promote-db", status.Step);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.GiveUp, "ann", "by hand"));
        var report = await course.EndAsync();

        Assert.Equal((false, carriedOut), (report.Succeeded, report.Promoted));
        Assert.Equal(carriedOut ? DatabaseRole.Primary : DatabaseRole.Replica, course.World["b"]);
    }

    [Fact]
    public async Task A_hold_is_no_evidence_where_the_system_does_not_declare_that_nothing_is_lost()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, RunMode.Live, world => world.Dead.Add("a"), declared: false);

        var status = await course.StopsAsync();

        Assert.Equal("fence-db", status.Step);
        Assert.Equal(DatabaseRole.Replica, course.World["b"]);
        course.NothingWrong();
    }

    [Fact]
    public async Task Whatever_gets_lost_doubled_or_fails_production_is_never_at_two_sites()
    {
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 6; round++)
        {
            var mode = (RunbookMode)random.Next(2);
            output.WriteLine($"round {round}: {mode}");
            await using var course = await RunbookCourse.BeginAsync(
                mode, (RunMode)random.Next(3), _ => { }, trouble: 0.4, random: new Random(random.Next()));
            var question = 0;
            while (await course.StopsOrEndsAsync(question) is { } status)
            {
                question = status.Question;
                await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Retry, "robot"));
            }

            var report = await course.EndAsync();
            Assert.True(report.Succeeded, report.Reason);
            Assert.Equal(DatabaseRole.Primary, course.World["b"]);
            Assert.NotEqual(
                DatabaseRole.Primary,
                mode == RunbookMode.Planned ? course.World["a"] : default(DatabaseRole?));
            course.NothingWrong();
        }
    }

    [Theory]
    [InlineData(nameof(RunMode.Live), "hold-db")]
    [InlineData(nameof(RunMode.Live), "switch-web")]
    [InlineData(nameof(RunMode.Dropped), "promote-db")]
    [InlineData(nameof(RunMode.Killed), "catch-up-db")]
    [InlineData(nameof(RunMode.Killed), "promote-db")]
    public async Task A_rescue_that_overtakes_a_runbook_makes_it_win_another_epoch_and_go_on(
        string mode, string before)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned,
            Enum.Parse<RunMode>(mode),
            world =>
            {
                world.Dead.Add("a");
                world.RescuedBefore = before;
            });

        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal((4, 4), (report.Epoch, course.World.Epoch));
        Assert.Equal(DatabaseRole.Primary, course.World["b"]);
        Assert.Single(course.World.Done, each => each == "promote-db at b");
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task The_runbook_of_a_Mesh_that_was_replaced_stops_and_says_so(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned,
            Enum.Parse<RunMode>(mode),
            world =>
            {
                world.Dead.Add("a");
                world.RescuedBefore = "promote-db";
            },
            replaced: true);

        var status = await course.StopsAsync();

        Assert.Equal("promote-db", status.Step);
        Assert.Contains("this Mesh is stale", status.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("promote-db at b", course.World.Done);
        Assert.Equal(DatabaseRole.Replica, course.World["b"]);
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_standby_that_sleeps_is_woken_filled_and_then_promoted(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, Enum.Parse<RunMode>(mode), world => world.Dead.Add("a"),
            losesNothing: false, watched: true, filled: true);

        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(EvidenceKind.LeaseEnded, Fence(report).Evidence!.Kind);
        Assert.InRange(report.RpoSeconds!.Value, 0, 3600);
        Assert.Equal(
            ["start-disk at b", "start-db at b", "promote-db at b", "start-app at b"],
            course.World.Done.Take(4));
        Assert.DoesNotContain("hold-db at b", course.World.Done);

        // The log that did not go on from where the standby stood, and then the whole.
        Assert.True(course.World.Fillings >= 2, $"{course.World.Fillings}");
        course.NothingWrong();
    }

    [Fact]
    public async Task A_standby_that_cannot_be_filled_stops_it_and_sleeps_again_when_it_is_undone()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, RunMode.Live, world => world.FillingFails = true,
            losesNothing: false, watched: true, filled: true);
        var status = await course.StopsAsync();
        Assert.Equal("fill-db", status.Step);
        Assert.Contains("the vault does not answer", status.Why, StringComparison.Ordinal);
        Assert.Contains("abort", status.Choices);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Abort, "ann", "not today"));
        var report = await course.EndAsync();

        Assert.True(report.Undone, report.Reason);
        Assert.Equal("a", course.World.Production);
        Assert.Equal(["stop-db at b", "stop-disk at b"], course.World.Done.TakeLast(2));
        Assert.False(course.World.Frozen);
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_gate_waits_for_who_is_named_and_a_script_runs_in_its_place(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, Enum.Parse<RunMode>(mode), world => world.Dead.Add("a"),
            declaredSteps:
            [
                Declared("go", DeclaredStepKind.Gate, RunbookPhase.Promote) with { By = ["bob"] },
                Declared("books", DeclaredStepKind.Script, RunbookPhase.Switch),
            ]);
        var status = await course.StopsAsync();
        Assert.Equal("gate-go", status.Step);
        Assert.Equal(["confirm", "abort"], status.Choices);
        Assert.Contains("all well?", status.Why, StringComparison.Ordinal);
        Assert.Equal(DatabaseRole.Replica, course.World["b"]);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Retry, "bob"));
        status = await course.StopsAsync(status.Question);
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Confirm, "ann"));
        status = await course.StopsAsync(status.Question);
        Assert.Equal(DatabaseRole.Replica, course.World["b"]);
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Confirm, "bob", "they know"));
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(
            (true, "bob", RunbookChoice.Confirm),
            Of(report, "gate-go") is var gate ? (gate.Done, gate.Decision?.By, gate.Decision?.Choice) : default);
        var done = course.World.Done.Distinct().ToList();
        Assert.Equal(done.IndexOf("switch-web at b") - 1, done.IndexOf("run-books at b"));
        course.NothingWrong();
    }

    [Fact]
    public async Task A_script_that_fails_stops_the_runbook_and_is_left_out_only_where_that_is_declared()
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, RunMode.Killed,
            world =>
            {
                world.Failing.Add("run-books");
                world.Failing.Add("run-cards");
            },
            declaredSteps:
            [
                Declared("books", DeclaredStepKind.Script, RunbookPhase.Fence) with { MaySkip = true },
                Declared("cards", DeclaredStepKind.Script, RunbookPhase.CatchUp),
            ]);
        var status = await course.StopsAsync();
        Assert.Equal(("script-books", "run-books is broken"), (status.Step, status.Why));
        Assert.Contains("skip", status.Choices);

        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Skip, "ann", "no books today"));
        status = await course.StopsAsync(status.Question);
        Assert.Equal("script-cards", status.Step);
        Assert.Equal(["retry", "abort"], status.Choices);
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Abort, "ann"));
        var report = await course.EndAsync();

        Assert.True(report.Undone, report.Reason);
        Assert.False(Of(report, "script-books").Done);
        Assert.Equal("a", course.World.Production);
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task An_old_primary_is_rebuilt_only_when_that_is_decided_of_the_receipt_that_was_told(
        string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Planned, Enum.Parse<RunMode>(mode), world => world.RebuildNeeded = "first",
            kind: RunbookKind.Protect);
        var status = await course.StopsAsync();
        Assert.Equal(("follow-db", "it cannot be taken back"), (status.Step, status.Why));
        Assert.Contains("rebuild", status.Choices);

        // What was written meanwhile is in another receipt, of which nobody has decided.
        course.World.RebuildNeeded = "second";
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Rebuild, "ann", "seen"));
        status = await course.StopsAsync(status.Question);
        Assert.Equal(DatabaseRole.Fenced, course.World["b"]);
        await course.DecideAsync(status, new RunbookDecision(RunbookChoice.Rebuild, "ann", "seen again"));
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(RunbookChoice.Rebuild, Of(report, "follow-db").Decision!.Choice);
        Assert.Equal(DatabaseRole.Replica, course.World["b"]);
        course.NothingWrong();
    }

    private static DeclaredStep Declared(string name, DeclaredStepKind kind, RunbookPhase before) =>
        new(name, kind, new StepPlace(Before: true, before)) { Text = "all well?" };

    private static RunbookStepRecord Of(RunbookReport report, string step) =>
        report.Steps.Single(each => each.Id == step);

    private static RunbookStepRecord Fence(RunbookReport report) =>
        report.Steps.Single(step => step.Id == "fence-db");
}
