using Mesh.Domain.Drills;
using Mesh.Domain.Sites;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Drills;

namespace Mesh.Durable.Tests.Drills;

/// <summary>
/// Drills on the engine, which is also ended after every commit and goes on from its store: nothing that they
/// have made is left, however they end.
/// </summary>
public sealed class DrillTests
{
    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_drill_shows_each_step_measures_itself_and_leaves_nothing(string mode)
    {
        var world = new DrillWorld();

        var report = await RunAsync(world, mode, DrillWorld.Input());

        Assert.True(report.State == DrillState.Succeeded, report.Reason);
        Assert.Equal(
            ["freeze", "catch-up-db", "restore-papers", "promote-db", "check-app", "switch-web"],
            report.Steps.Select(each => each.Step.Id));
        Assert.All(report.Steps, each => Assert.True(each.Done, each.Told));
        Assert.Equal(
            ["decide", "catch-up", "promote", "check", "switch"],
            report.Phases.Select(phase => phase.Name));
        Assert.Equal(30, report.Figures.RpoSeconds);
        Assert.True(report.Figures.RtoSeconds > 0);
        Assert.True(report.Figures.IsComplete);
        Assert.Equal(
            ("bob", true), (report.Approvals.Single().By, report.Approvals.Single().IsSimulated));
        Assert.Contains(report.Checks, check => check is { Name: "assertion 'balanced'", Passed: true });
        Assert.True(report.IsClean);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task What_is_damaged_fails_the_drill_which_tells_of_the_rest_and_leaves_nothing(string mode)
    {
        var world = new DrillWorld();
        world.Damaged.Add("db");

        var report = await RunAsync(world, mode, DrillWorld.Input());

        Assert.Equal(DrillState.Failed, report.State);
        Assert.Contains("'balanced' does not hold", report.Reason, StringComparison.Ordinal);
        Assert.Equal([true, false, true, false, true, true], report.Steps.Select(each => each.Done));
        Assert.Contains(report.Checks, check => check is { Name: "assertion 'balanced'", Passed: false });
        Assert.Null(report.Figures.RtoSeconds);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task A_drill_that_is_cancelled_in_the_middle_of_a_restore_leaves_nothing(string mode)
    {
        var world = new DrillWorld();
        world.Hanging.Add("papers");

        var report = await RunAsync(world, mode, DrillWorld.Input(), async host =>
        {
            await host.WaitAsync(DrillWorld.Id, instance => Status(instance)?.Phase == "restore-papers");
            await TellAsync(host, DrillDecision.CancelEvent, new DrillDecision(false, "ann", "lunch"));
        });

        Assert.Equal(DrillState.Cancelled, report.State);
        Assert.Contains("ann cancelled it: lunch", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live), true)]
    [InlineData(nameof(RunMode.Killed), true)]
    [InlineData(nameof(RunMode.Live), false)]
    [InlineData(nameof(RunMode.Killed), false)]
    public async Task A_drill_that_asks_waits_for_the_answer_and_keeps_to_it(string mode, bool approve)
    {
        var world = new DrillWorld();

        var report = await RunAsync(world, mode, DrillWorld.Input(ask: true, 100_000), async host =>
        {
            await host.WaitAsync(DrillWorld.Id, instance => Status(instance) is { Asks: true });
            await TellAsync(
                host, DrillDecision.AnswerEvent, new DrillDecision(approve, "bob", "because"));
        });

        Assert.Equal(approve ? DrillState.Succeeded : DrillState.Failed, report.State);
        Assert.Equal(approve ? 6 : 0, report.Steps.Count);
        Assert.Equal("bob", report.Approvals.Single().By);
        Assert.False(report.Approvals.Single().IsSimulated);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live), "haproxy-denied", "switch-web: could not")]
    [InlineData(nameof(RunMode.Killed), "haproxy-denied", "switch-web: could not")]
    [InlineData(nameof(RunMode.Live), null, "the agent of b did not answer within 40 s")]
    [InlineData(nameof(RunMode.Killed), null, "the agent of b did not answer within 40 s")]
    public async Task A_site_that_could_not_take_over_fails_the_drill_and_is_told(
        string mode, string? answer, string reason)
    {
        var world = new DrillWorld();
        world.Answers["web"] = answer;
        var input = DrillWorld.Input();

        var report = await RunAsync(
            world, mode, answer is null ? input with { OrderSeconds = 40 } : input);

        Assert.Equal(DrillState.Failed, report.State);
        Assert.Contains(reason, report.Reason, StringComparison.Ordinal);
        Assert.Contains(
            report.Checks, check => check is { Component: "web", Name: "rehearsed", Passed: false });
    }

    [Fact]
    public async Task Hosts_without_a_declared_rehearsal_are_not_drilled_and_the_figures_are_not_the_systems()
    {
        var world = new DrillWorld();
        world.Answers["app"] = SiteAnswer.VerbUnknown;

        var report = await RunAsync(world, nameof(RunMode.Live), DrillWorld.Input());

        Assert.True(report.State == DrillState.Succeeded, report.Reason);
        var left = Assert.Single(
            report.Steps, each => each.Step.Treatment == DrillTreatment.NotDrilled);
        Assert.Equal(("check-app", "could not: see to it"), (left.Step.Id, left.Step.Why));
        Assert.False(report.Figures.IsComplete);
    }

    [Fact]
    public async Task A_drill_that_is_cancelled_while_a_site_rehearses_leaves_nothing()
    {
        var world = new DrillWorld();
        world.Answers["app"] = null;

        var report = await RunAsync(
            world, nameof(RunMode.Live), DrillWorld.Input(), async host =>
            {
                await host.WaitAsync(DrillWorld.Id, instance => Status(instance)?.Phase == "check-app");
                await TellAsync(host, DrillDecision.CancelEvent, new DrillDecision(false, "ann", "lunch"));
            });

        Assert.Equal(DrillState.Cancelled, report.State);
        Assert.Equal(["app at b"], report.Asked);
    }

    [Fact]
    public async Task An_approver_who_never_answers_ends_the_drill_and_leaves_nothing()
    {
        var report = await RunAsync(new DrillWorld(), nameof(RunMode.Live), DrillWorld.Input(ask: true, 20));

        Assert.Equal(DrillState.Failed, report.State);
        Assert.Contains("nobody approved within 20 s", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_locked_fails_the_drill_with_its_reason()
    {
        var report = await RunAsync(
            new DrillWorld { Unreachable = true }, nameof(RunMode.Live), DrillWorld.Input());

        Assert.Equal(DrillState.Failed, report.State);
        Assert.Contains("the vault is gone", report.Reason, StringComparison.Ordinal);
        Assert.Empty(report.Steps);
    }

    private static async Task<DrillReport> RunAsync(
        DrillWorld world, string mode, DrillInput input, Func<EngineHost, Task>? meanwhile = null)
    {
        await using var host = await EngineHost.OpenAsync(
            Enum.Parse<RunMode>(mode), world.Functions(), new FastTime(100));
        world.Host = host;
        await host.StartAsync(OrchestratorNames.Drill, input, DrillWorld.Id);
        if (meanwhile is not null)
        {
            await meanwhile(host);
        }

        await host.WaitForEndAsync(DrillWorld.Id);
        Assert.Equal(0, world.Left());
        return world.Reports()[^1];
    }

    private static DrillStatus? Status(Microsoft.DurableTask.Client.OrchestrationMetadata instance) =>
        string.IsNullOrEmpty(instance.SerializedCustomStatus)
            ? null
            : instance.ReadCustomStatusAs<DrillStatus>();

    private static Task TellAsync(EngineHost host, string happened, DrillDecision decision) =>
        host.CallAsync(client => client.RaiseEventAsync(DrillWorld.Id, happened, decision));
}
