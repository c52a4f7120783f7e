using Mesh.Domain.Incidents;
using Mesh.Domain.Standbys;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Incidents;

/// <summary>
/// The courses of incidents on the engine, which is also ended after every commit and goes on from its store.
/// </summary>
public class IncidentTests
{
    private const string Id = "inc-1";

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task What_an_approver_approves_is_failed_over_once_and_reported(string mode)
    {
        await using var course = await Course.BeginAsync(Enum.Parse<RunMode>(mode));
        var question = await course.AskedAsync(1);

        Assert.Equal(["ann"], question.Deciders);
        Assert.False(course.World.Decide(1, true, "mallory"));
        Assert.True(course.World.Decide(1, true, "ann"));
        await course.NewsAsync();
        var report = await course.EndAsync();

        Assert.Equal("the standby site has taken over", report.Outcome);
        Assert.Equal(("ann", 12, 0), (report.DecidedBy, report.RtoSeconds, report.RpoSeconds));
        Assert.Equal(["bank.failover.inc-1"], course.World.Started);
        Assert.Equal("ann", Assert.Single(course.World.Orders).By);
        Assert.Equal(
            [IncidentStage.Asked, IncidentStage.Acting, IncidentStage.Done],
            course.World.Told.Select(told => told.Stage));
        Assert.Contains(
            "mesh incident decide inc-1 --question 1 --approve --by NAME",
            course.World.Told[0].Text,
            StringComparison.Ordinal);
        Assert.Equal([null, report.DownUntil], course.World.Downtimes.Select(down => down.Until));
        Assert.Equal(2, course.World.Downtimes.Count(down => down.From == report.DownFrom));
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task Where_nobody_answers_it_is_escalated_for_as_long_again_and_then_stops(string mode)
    {
        await using var course = await Course.BeginAsync(
            Enum.Parse<RunMode>(mode), look => look with { ApproveWithinSeconds = 300 });

        await course.ToldAsync(IncidentStage.Stopped);
        var asked = course.World.Asked;
        Assert.False(course.World.Decide(1, true, "ann"));
        Assert.False(course.World.Decide(2, true, "bob"));
        await course.NewsAsync();
        await course.HealAsync();
        var report = await course.EndAsync();

        Assert.Equal([["ann"], ["bob", "ann"]], asked.Select(question => question.Deciders));
        Assert.True(asked[1].Deadline - asked[0].Deadline >= TimeSpan.FromSeconds(300));
        Assert.Empty(course.World.Started);
        Assert.Equal("nobody has answered in time; it is over", report.Outcome);
        Assert.Contains("mesh failover bank", course.Last(IncidentStage.Stopped).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Automatic_acts_alone_when_a_majority_still_sees_it_down_when_asked_again()
    {
        await using var course = await Course.BeginAsync(
            RunMode.Killed, look => look with { Mode = FailoverMode.Automatic, Approvers = [] });

        var report = await course.EndAsync();

        Assert.Equal("mesh", report.DecidedBy);
        Assert.True(Assert.Single(course.World.Orders).Alone);
        Assert.Empty(course.World.Asked);
        Assert.Equal(["bank.failover.inc-1"], course.World.Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Automatic_does_nothing_on_what_nobody_sees_or_only_a_source_tells(bool detected)
    {
        await using var course = await Course.BeginAsync(
            RunMode.Live,
            look => look with
            {
                Mode = FailoverMode.Automatic,
                Approvers = [],
                Seen = false,
                Detected = detected,
                Cause = Cause.Disaster,
            });

        await course.ToldAsync(IncidentStage.Watching);
        await course.NewsAsync();
        await course.HealAsync();
        await course.EndAsync();

        Assert.Empty(course.World.Orders);
        Assert.Empty(course.World.Started);
    }

    [Fact]
    public async Task What_nobody_saw_for_a_while_is_acted_on_when_it_is_seen_again()
    {
        await using var course = await Course.BeginAsync(
            RunMode.Dropped,
            look => look with { Mode = FailoverMode.Automatic, Approvers = [], Seen = false });
        await course.ToldAsync(IncidentStage.Watching);

        course.World.Change(look => look with { Seen = true });
        var report = await course.EndAsync();

        Assert.Equal(["bank.failover.inc-1"], course.World.Started);
        Assert.Equal(0, report.RpoSeconds);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task An_incident_that_heals_before_the_decision_withdraws_its_question(string mode)
    {
        await using var course = await Course.BeginAsync(Enum.Parse<RunMode>(mode));
        await course.AskedAsync(1);

        await course.HealAsync();
        var report = await course.EndAsync();

        Assert.Equal("it was over before anything was decided or done", report.Outcome);
        Assert.Null(course.World.Open);
        Assert.False(course.World.Decide(1, true, "ann"));
        Assert.Contains(report.Events, happened => happened.Told.Contains("withdrawn", StringComparison.Ordinal));
        Assert.Empty(course.World.Started);
    }

    [Fact]
    public async Task A_forged_or_doubled_wake_up_approves_nothing_and_a_refusal_stops()
    {
        await using var course = await Course.BeginAsync(RunMode.Dropped);
        await course.AskedAsync(1);
        for (var times = 0; times < 3; times++)
        {
            await course.NewsAsync();
        }

        Assert.Equal(1, course.World.Open?.Number);
        Assert.True(course.World.Decide(1, false, "ann"));
        Assert.False(course.World.Decide(1, true, "ann"));
        await course.NewsAsync();
        await course.ToldAsync(IncidentStage.Stopped);
        await course.HealAsync();

        Assert.Equal("ann has refused; it is over", (await course.EndAsync()).Outcome);
        Assert.Empty(course.World.Started);
    }

    [Theory]
    [InlineData(Cause.Anomaly, "mesh restore")]
    [InlineData(Cause.Accident, "own site")]
    public async Task A_milder_cause_says_what_to_do_and_becomes_a_failover_only_when_somebody_says_disaster(
        Cause cause, string advice)
    {
        await using var course = await Course.BeginAsync(
            RunMode.Live,
            look => look with { Cause = cause, Detected = false, Seen = false, LastGood = null });
        var question = await course.AskedAsync(1);
        Assert.Null(question.Deadline);
        Assert.Contains(advice, course.Last(IncidentStage.Advised).Text, StringComparison.Ordinal);

        course.World.Decide(1, true, "bob", Cause.Disaster);
        await course.NewsAsync();
        var report = await course.EndAsync();

        Assert.Equal((Cause.Disaster, "bob"), (report.Cause, report.DecidedBy));
        Assert.Equal(["bank.failover.inc-1"], course.World.Started);
        Assert.Equal(report.OpenedAt, report.DownFrom);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task What_an_accident_broke_is_started_again_at_its_own_site_when_approved(string mode)
    {
        await using var course = await Course.BeginAsync(Enum.Parse<RunMode>(mode), Accident);
        await course.AskedAsync(1);
        var told = course.Last(IncidentStage.Advised).Text;
        Assert.Contains("mesh failover bank --local --dry-run", told, StringComparison.Ordinal);
        Assert.Contains("--question 1 --approve --by NAME", told, StringComparison.Ordinal);
        Assert.Contains("--approve --cause disaster --by NAME", told, StringComparison.Ordinal);

        course.World.Decide(1, true, "bob");
        await course.NewsAsync();
        await course.ToldAsync(IncidentStage.Stopped);
        Assert.Empty(course.World.Reports);
        await course.HealAsync();
        var report = await course.EndAsync();

        Assert.Equal("what had failed runs again at its own site; it is over", report.Outcome);
        Assert.Equal(("bob", "bank.local.inc-1"), (report.DecidedBy, report.Runbook));
        Assert.Equal((12d, null), (report.RtoSeconds, report.RpoSeconds));
        Assert.Equal(["bank.local.inc-1"], course.World.Started);
        Assert.Null(report.DownFrom);
    }

    [Fact]
    public async Task Where_starting_again_does_not_help_a_graver_cause_is_asked_about_and_failed_over()
    {
        await using var course = await Course.BeginAsync(
            RunMode.Dropped, Accident, world => world.RunbookFails = true);
        await course.AskedAsync(1);
        course.World.Decide(1, true, "ann");
        await course.NewsAsync();
        await course.ToldAsync(IncidentStage.Stopped);
        Assert.Contains("mesh failover bank", course.Last(IncidentStage.Stopped).Text, StringComparison.Ordinal);

        course.World.RunbookFails = false;
        course.World.Change(look => look with { Cause = Cause.Disaster });
        await course.NewsAsync();
        await course.AskedAsync(2);
        course.World.Decide(2, true, "ann");
        await course.NewsAsync();
        var report = await course.EndAsync();

        Assert.Equal(["bank.local.inc-1", "bank.failover.inc-1"], course.World.Started);
        Assert.Equal("the standby site has taken over", report.Outcome);
        Assert.Equal("bank.failover.inc-1", report.Runbook);
    }

    [Fact]
    public async Task What_somebody_sees_to_starts_nothing_and_asks_anew_when_it_gets_graver()
    {
        await using var course = await Course.BeginAsync(
            RunMode.Dropped,
            look => look with { Cause = Cause.Anomaly, Detected = false, LastGood = null });
        await course.AskedAsync(1);
        course.World.Decide(1, true, "ann");
        await course.NewsAsync();
        await course.ToldAsync(IncidentStage.Stopped);

        course.World.Change(look => look with { Cause = Cause.Disaster });
        await course.NewsAsync();
        var question = await course.AskedAsync(2);

        Assert.NotNull(question.Deadline);
        Assert.Empty(course.World.Started);
        await course.HealAsync();
        await course.EndAsync();
    }

    [Fact]
    public async Task A_runbook_that_is_under_way_is_joined_and_none_is_started_beside_it()
    {
        await using var course = await Course.BeginAsync(
            RunMode.Killed,
            look => look with { Mode = FailoverMode.Automatic, Approvers = [] },
            world => world.UnderWay = "bank.failover.other");
        await course.ToldAsync(IncidentStage.Acting);

        course.World.Change(look => look with
        {
            RunbookEnd = new IncidentRunbookEnd("bank.failover.other", true, true, "", look.OpenedAt, 7, null),
        });
        await course.NewsAsync();
        var report = await course.EndAsync();

        Assert.Equal(("bank.failover.other", 7), (report.Runbook, report.RtoSeconds));
        Assert.Empty(course.World.Started);
    }

    [Fact]
    public async Task A_runbook_that_fails_is_said_and_the_downtime_ends_with_the_incident()
    {
        await using var course = await Course.BeginAsync(
            RunMode.Live,
            look => look with { Mode = FailoverMode.Automatic, Approvers = [] },
            world => world.RunbookFails = true);
        await course.ToldAsync(IncidentStage.Stopped);

        await course.HealAsync();
        var report = await course.EndAsync();

        Assert.Contains("the standby is away", report.Outcome, StringComparison.Ordinal);
        Assert.Equal(course.World.Look.ClosedAt, report.DownUntil);
        Assert.Single(course.World.Orders);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task What_is_approved_to_be_restored_is_restored_once_and_in_the_report(string mode)
    {
        await using var course = await Course.BeginAsync(Enum.Parse<RunMode>(mode), Anomaly);
        await course.AskedAsync(1);
        Assert.Contains(
            "mesh restore bank/COMPONENT --at TIME --to SERVER --dry-run",
            course.Last(IncidentStage.Advised).Text,
            StringComparison.Ordinal);
        Assert.Contains("--incident inc-1", course.Last(IncidentStage.Advised).Text, StringComparison.Ordinal);

        course.World.Decide(1, true, "bob", restores: true);
        await course.NewsAsync();
        await course.ToldAsync(IncidentStage.Stopped);
        Assert.Empty(course.World.Reports);
        await course.HealAsync();
        var report = await course.EndAsync();

        Assert.Equal("db was restored; it is over", report.Outcome);
        Assert.Equal(("bob", "bank.db.restore", ""), (report.DecidedBy, report.Restore, report.Runbook));
        Assert.Equal(["bank.db.restore"], course.World.Started);
    }

    [Theory]
    [InlineData("db is busy", false)]
    [InlineData("", true)]
    public async Task A_restore_that_cannot_begin_or_fails_is_left_to_people(string refused, bool fails)
    {
        await using var course = await Course.BeginAsync(
            RunMode.Dropped,
            Anomaly,
            world => (world.RestoreRefused, world.RestoreFails) = (refused, fails));
        await course.AskedAsync(1);
        course.World.Decide(1, true, "ann", restores: true);
        await course.NewsAsync();
        await course.ToldAsync(IncidentStage.Stopped);

        Assert.Contains(
            fails ? "the disk is full" : refused,
            course.Last(IncidentStage.Stopped).Text,
            StringComparison.Ordinal);
        Assert.Equal(fails ? 1 : 0, course.World.Started.Count);
        await course.HealAsync();
        await course.EndAsync();
    }

    private static IncidentLook Anomaly(IncidentLook look) => look with
    {
        Cause = Cause.Anomaly, Detected = false, Seen = false, LastGood = null,
    };

    private static IncidentLook Accident(IncidentLook look) => look with
    {
        Cause = Cause.Accident, Detected = false, Seen = false, LastGood = null,
    };

    private sealed class Course : IAsyncDisposable
    {
        private readonly EngineHost host;

        private Course(EngineHost host, IncidentWorld world) => (this.host, World) = (host, world);

        public IncidentWorld World { get; }

        public static async Task<Course> BeginAsync(
            RunMode mode,
            Func<IncidentLook, IncidentLook>? look = null,
            Action<IncidentWorld>? prepare = null)
        {
            var time = new FastTime(300);
            var world = new IncidentWorld(time);
            world.Change(look ?? (same => same));
            prepare?.Invoke(world);
            var host = await EngineHost.OpenAsync(mode, world.Functions(), time);
            await host.StartAsync(
                OrchestratorNames.Incident, new IncidentInput { IncidentId = Id, System = "bank" }, Id);
            return new Course(host, world);
        }

        public async Task<IncidentQuestion> AskedAsync(int number)
        {
            await UntilAsync(() => World.Open?.Number == number
                && World.Told.Any(told => told.Key.Contains($"-{number}-", StringComparison.Ordinal)));
            return World.Open!;
        }

        public Task ToldAsync(IncidentStage stage) =>
            UntilAsync(() => World.Told.ToArray().Any(told => told.Stage == stage));

        public IncidentTold Last(IncidentStage stage) => World.Told.Last(told => told.Stage == stage);

        public Task NewsAsync() =>
            host.CallAsync(client => client.RaiseEventAsync(Id, IncidentEvent.News, 1));

        public Task HealAsync()
        {
            World.Change(look => look with
            {
                ClosedAt = look.OpenedAt.AddDays(1), Seen = false, LastGood = null,
            });
            return NewsAsync();
        }

        public async Task<IncidentReport> EndAsync()
        {
            var end = await host.WaitForEndAsync(Id);
            Assert.True(
                end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.FailureDetails?.ErrorMessage);
            return Assert.Single(World.Reports);
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();

        private static async Task UntilAsync(Func<bool> done)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (!done())
            {
                await Task.Delay(5, limit.Token);
            }
        }
    }
}
