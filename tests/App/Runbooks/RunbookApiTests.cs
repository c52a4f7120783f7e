using System.Diagnostics;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Functions.Alerts;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Runbooks;
using Mesh.Runtime.Queues;
using Mesh.Tests.App.Contract;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.Requirements;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Runbooks;

/// <summary>Runbooks asked for by the API, carried out by agents that this test stands in for.</summary>
public sealed class RunbookApiTests
{
    private static readonly RunbookRequest Failover = new("bank", By: "ann");

    [Fact]
    public async Task A_plan_is_what_would_run_and_changes_nothing()
    {
        await using var app = await StartAsync();

        var plan = await app.Api.PlanRunbookAsync(Failover, default);

        Assert.Equal(("a", "b"), (plan.From, plan.To));
        Assert.Equal(
            ["freeze", "epoch", "fence-db", "catch-up-db", "promote-db", "switch-web", "enter", "verify-web",
                "thaw"],
            plan.Steps.Select(step => step.Id));
        Assert.Empty((await app.Api.ListRunbooksAsync("", default)).Items);
        await using var voters = BankSystem.Voters(app);
        Assert.Equal(0, (await voters.SurveyAsync(default)).Highest);
        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.PlanRunbookAsync(Failover with { To = "c" }, default));
        Assert.Equal("no-way", refusal.Code);
        Assert.Contains("a, b", refusal.Hint, StringComparison.Ordinal);
        var protection = await app.Api.PlanRunbookAsync(new RunbookRequest("bank", Protect: true), default);
        Assert.Equal(
            ["epoch", "fence-db", "promote-db", "follow-db", "switch-web", "enter"],
            protection.Steps.Select(step => step.Id));
        refusal = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.PlanRunbookAsync(Failover with { Protect = true, To = "b" }, default));
        Assert.Equal("protect", refusal.Subject);
        var local = await app.Api.PlanRunbookAsync(new RunbookRequest("bank", Local: true), default);
        Assert.Equal(("a", "a"), (local.From, local.To));
        Assert.Equal(["start-db", "promote-db", "verify-web"], local.Steps.Select(step => step.Id));
        refusal = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.PlanRunbookAsync(Failover with { Local = true, Planned = true }, default));
        Assert.Equal("local", refusal.Subject);
    }

    [Fact]
    public async Task Production_is_not_closed_for_a_move_that_the_vault_has_nothing_for()
    {
        await using var app = await StartAsync("""
              - name: ledger
                kind: database
                connection: mariadb://mesh@a.example/?tls=off
                standby: {site: b, class: warm, cycle: 3h, connection: 'mariadb://mesh@c.example'}

            """);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.RequestRunbookAsync(Failover with { Planned = true }, default));
        var lost = await app.Api.PlanRunbookAsync(Failover, default);

        Assert.Equal(("not-backed-up", "ledger"), (refusal.Code, refusal.Subject));
        Assert.Contains(lost.Steps, step => step.Id == "fill-ledger");
        Assert.Empty((await app.Api.ListRunbooksAsync("", default)).Items);
    }

    [Fact]
    public async Task A_lost_site_fails_over_and_the_report_says_what_it_took()
    {
        await using var app = await StartAsync();
        await using var agent = StandInAgent.Serve(app, "b");

        var started = await app.Api.RequestRunbookAsync(Failover, default);
        var ended = await UntilAsync(app, started.Id, view => view.IsOver());

        Assert.True(ended.State == "succeeded", $"{ended.Report?.Reason}\n{app.Log}");
        Assert.Equal((0, 1), (ended.Report!.RpoSeconds, ended.Report.Epoch));
        Assert.InRange(ended.Report.RtoSeconds!.Value, 0.001, 600);
        Assert.Equal(["hold-db", "catch-up-db", "promote-db", "switch-web", "check-web"], agent.Done);
        await Histories.RecordAsync(app, started.Id, "runbook-hot");
        var back = await app.Api.PlanRunbookAsync(new RunbookRequest("bank", Planned: true), default);
        Assert.Equal(("b", "a"), (back.From, back.To));
        Assert.Equal("rejoin-db", back.Steps[0].Id);
        var audit = (await app.Api.ListAuditAsync("", default)).Items.Select(entry => entry.Action);
        Assert.Superset(
            new HashSet<string>
            {
                "failover-requested", "system-frozen", "production-entered", "failover-succeeded",
            },
            audit.ToHashSet());
    }

    [Fact]
    public async Task What_the_lost_site_had_alone_is_in_the_failback_and_amends_the_failover()
    {
        await using var app = await StartAsync();
        await using var b = StandInAgent.Serve(app, "b");
        var started = await app.Api.RequestRunbookAsync(Failover, default);
        var failover = await UntilAsync(app, started.Id, view => view.IsOver());
        Assert.Null(failover.Report!.ExactRpoSeconds);
        Assert.Empty(failover.Report.Receipts);

        await using var a = StandInAgent.Serve(app, "a", lost: 3);
        var asked = await app.Api.RequestRunbookAsync(new RunbookRequest("bank", Planned: true), default);
        var back = await UntilAsync(app, asked.Id, view => view.IsOver());

        Assert.True(back.State == "succeeded", $"{back.Report?.Reason}\n{app.Log}");
        Assert.Equal(
            [("a", 3L), ("b", 0L)],
            back.Report!.Receipts.Select(each => (each.Site, each.Receipt.Transactions)));
        Assert.Equal("a", back.Steps.Single(step => step.Id == "rejoin-db").Receipt!.Site);
        Assert.Null(back.Report.ExactRpoSeconds);
        var amended = (await app.Api.GetRunbookAsync(started.Id, default)).Report!;
        Assert.Equal((0, 42), (amended.RpoSeconds, amended.ExactRpoSeconds));
        Assert.Equal("/a", Assert.Single(amended.Receipts).Receipt.Folder);
        Assert.Equal(failover.Report.Steps.Count, amended.Steps.Count);
        Assert.Single((await app.Api.ListAuditAsync("", default)).Items, entry =>
            entry.Action == "failover-amended"
            && entry.Details.Contains("3 transactions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SiteVerb.Promote, "a")]
    [InlineData(SiteVerb.Switch, "b")]
    public async Task What_was_given_up_half_way_leaves_production_where_its_data_is_and_the_next_may_begin(
        SiteVerb broken, string left)
    {
        await using var app = await StartAsync();
        await using var a = StandInAgent.Serve(app, "a");
        await using var b = StandInAgent.Serve(app, "b");
        b.Broken = broken;
        var started = await app.Api.RequestRunbookAsync(Failover, default);
        var waits = await UntilAsync(app, started.Id, view => view.Status?.Question > 0);
        await app.Api.DecideRunbookAsync(
            started.Id, new DecisionRequest("give-up", waits.Status!.Question, "ann", "by hand"), default);
        await UntilAsync(app, started.Id, view => view.IsOver());
        Assert.Equal(left, (await app.Api.PlanRunbookAsync(Failover, default)).From);

        b.Broken = null;
        var next = await app.Api.RequestRunbookAsync(Failover, default);
        var ended = await UntilAsync(app, next.Id, view => view.IsOver() || view.Status?.Question > 0);

        Assert.True(ended.State == "succeeded", $"{ended.Status?.Why} {ended.Report?.Reason}\n{app.Log}");
        Assert.Equal(2, ended.Report!.Epoch);
    }

    [Fact]
    public async Task Without_any_agent_it_waits_for_a_decision_and_is_undone_when_that_is_decided()
    {
        await using var app = await StartAsync();
        var started = await app.Api.RequestRunbookAsync(Failover, default);
        var waits = await UntilAsync(app, started.Id, view => view.Status?.Question > 0);
        Assert.Equal("fence-db", waits.Status!.Step);
        Assert.Contains("did not answer", waits.Status.Why, StringComparison.Ordinal);

        foreach (var (decision, field) in new[]
        {
            (new DecisionRequest("override", 1, " ", "it is off"), "by"),
            (new DecisionRequest("override", 1, "ann"), "note"),
            (new DecisionRequest("override", 2, "ann", "it is off"), started.Id),
            (new DecisionRequest("skip", 1, "ann"), "choice"),
            (new DecisionRequest("jump", 1, "ann"), "choice"),
        })
        {
            var refusal = await Assert.ThrowsAsync<MeshException>(
                () => app.Api.DecideRunbookAsync(started.Id, decision, default));
            Assert.Contains(field, refusal.Subject, StringComparison.Ordinal);
        }

        var busy = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.RequestRunbookAsync(Failover, default));
        Assert.Equal("system-busy", busy.Code);
        var frozen = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.RequestBackupAsync(new BackupRequest("bank", "db"), default));
        Assert.Equal("system-frozen", frozen.Code);

        await using var agents = StandInAgent.Serve(app, "a");
        await using var other = StandInAgent.Serve(app, "b");
        await app.Api.DecideRunbookAsync(
            started.Id, new DecisionRequest("abort", waits.Status.Question, "ann", "a is back"), default);
        var ended = await UntilAsync(app, started.Id, view => view.IsOver());

        Assert.Equal("undone", ended.State);
        await Histories.RecordAsync(app, started.Id, "runbook-undone");
        Assert.Contains("ann", ended.Report!.Reason, StringComparison.Ordinal);
        Assert.Equal("a", (await app.Api.PlanRunbookAsync(Failover, default)).From);
    }

    [Fact]
    public async Task A_gate_calls_somebody_and_takes_only_the_word_of_who_is_named()
    {
        await using var app = await StartAsync("""
            failover:
              mode: approve
              approvers: [ann]
              approveWithin: 5m
              steps:
                - {name: go, kind: gate, before: promote, text: has the bank been told?, by: [bob]}
            """);
        await using var agent = StandInAgent.Serve(app, "b");
        var started = await app.Api.RequestRunbookAsync(Failover, default);
        var waits = await UntilAsync(app, started.Id, view => view.Status?.Question > 0);
        Assert.Equal("gate-go", waits.Status!.Step);

        var alert = Assert.Single(await AlertsAsync(app, alerts => alerts.Count > 0));
        Assert.Equal(("runbook-waits", "critical"), (alert.Code, alert.Severity));
        Assert.Contains("has the bank been told?", alert.Message, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<MeshException>(() => app.Api.DecideRunbookAsync(
            started.Id, new DecisionRequest("confirm", 1, "ann", "surely"), default));
        Assert.Equal(("not-asked", "ann"), (refusal.Code, refusal.Subject));
        Assert.Contains("bob", refusal.Hint, StringComparison.Ordinal);

        await app.Api.DecideRunbookAsync(
            started.Id, new DecisionRequest("confirm", 1, "bob", "at 3:10"), default);
        var ended = await UntilAsync(app, started.Id, view => view.IsOver());

        Assert.True(ended.State == "succeeded", $"{ended.Report?.Reason}\n{app.Log}");
        Assert.Empty(await AlertsAsync(app, alerts => alerts.Count == 0));
        await Histories.RecordAsync(app, started.Id, "runbook-gate");
    }

    private static async Task<IReadOnlyList<AlertView>> AlertsAsync(
        TestApp app, Func<IReadOnlyList<AlertView>, bool> wanted)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var alerts = (await app.Api.ListAlertsAsync("", default)).Items;
            if (wanted(alerts))
            {
                return alerts;
            }

            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), $"{alerts.Count} alerts\n{app.Log}");
            await Task.Delay(100);
        }
    }

    private static async Task<TestApp> StartAsync(string more = "")
    {
        var app = await TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["MESH_AGENT_SECONDS"] = "2",
                ["MESH_SCHEDULE_TICK"] = "* * * * * *",
            },
        });
        await BankSystem.DeclareAsync(app, $"  - {{name: web, kind: traffic, dependsOn: [db]}}\n{more}");
        return app;
    }

    private static async Task<RunbookView> UntilAsync(
        TestApp app, string id, Func<RunbookView, bool> wanted)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var view = await app.Api.GetRunbookAsync(id, default);
            if (wanted(view))
            {
                return view;
            }

            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), $"{view}\n{view.Status}\n{app.Log}");
            await Task.Delay(100);
        }
    }
}
