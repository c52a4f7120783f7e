using System.Diagnostics;
using System.Text.Json;
using Mesh.Domain.Detection;
using Mesh.Domain.Errors;
using Mesh.Functions.Incidents;
using Mesh.Functions.Runs;
using Mesh.Runtime.Queues;
using Mesh.Tests.App.Contract;
using Mesh.Tests.App.Incoming;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Incidents;

/// <summary>Incidents in the whole app: reports come by the queue, decisions by the API.</summary>
public sealed class IncidentApiTests
{
    private const string Check = "tcp://db.example:3306";

    [Fact]
    public async Task What_two_places_see_asks_the_approvers_and_only_theirs_is_a_decision()
    {
        await using var app = await StartAsync(
            "mode: approve, approvers: [ann], approveWithin: 15m, escalateTo: [bob]");
        await ReportAsync(app, "w");
        await ReportAsync(app, "x");
        await ReportAsync(app, "b");
        var id = await OpenedAsync(app);
        var asked = await UntilAsync(app, id, incident => incident.Stage == "asked");
        await app.RestartAsync();

        Assert.Equal(["ann"], asked.Deciders);
        Assert.Contains("as b and w see it", asked.Incident.Summary, StringComparison.Ordinal);
        Assert.Contains(
            $"mesh incident decide {id} --question 1 --approve --by NAME",
            asked.Advice,
            StringComparison.Ordinal);
        Assert.Equal("not-an-approver", await RefusalAsync(app, id, new(1, true, "mallory")));
        Assert.Equal("not-an-approver", await RefusalAsync(app, id, new(1, true, "bob")));
        Assert.Equal("not-asked", await RefusalAsync(app, id, new(2, true, "ann")));
        Assert.Empty((await app.Api.ListRunbooksAsync("", default)).Items);
        var read = (await app.Api.PlanRunbookAsync(new("bank"), default)).Digest;
        var other = (await app.Api.PlanRunbookAsync(new("bank", Planned: true), default)).Digest;
        Assert.Equal("plan-changed", await RefusalAsync(app, id, new(1, true, "ann", Plan: other)));
        var decided = await app.Api.DecideIncidentAsync(id, new(1, true, "ann", Plan: read), default);
        Assert.Equal("decided-already", await RefusalAsync(app, id, new(1, false, "ann")));
        var acting = await UntilAsync(app, id, incident => incident.Stage == "acting");
        var runbook = await RunningAsync(app, acting.Runbook!);

        Assert.Equal(id, decided.Incident.Id);
        Assert.Equal($"ann, by incident {id}", runbook.RequestedBy);
        var audit = (await app.Api.ListAuditAsync("?limit=100", default)).Items;
        Assert.Equal(5, audit.Count(entry => entry.Action == "incident-decision-refused"));
        Assert.Equal(
            ["ann"],
            audit.Where(entry => entry.Action == "incident-decided").Select(entry => entry.Who));
        var order = audit.Select(entry => entry.Action).ToList();
        Assert.True(
            order.IndexOf("failover-requested") < order.IndexOf("incident-decided"), "the newest is first");
        Assert.True((await app.Api.VerifyAuditAsync(null, default)).Whole);
    }

    [Fact]
    public async Task Automatic_begins_the_failover_alone_and_the_command_shows_it()
    {
        await using var app = await StartAsync("mode: automatic");
        await ReportAsync(app, "w");
        await ReportAsync(app, "b");
        var id = await OpenedAsync(app);

        var acting = await UntilAsync(app, id, incident => incident.Stage == "acting");

        Assert.Equal($"mesh, by incident {id}", (await RunningAsync(app, acting.Runbook!)).RequestedBy);
        var shown = await Command.RunAsync(
            ServerProcess.Program, ["incident", "show", id, "--json", "--data", app.Data]);
        Assert.True(shown.ExitCode == 0, shown.Errors);
        using var document = JsonDocument.Parse(shown.Output);
        Assert.Equal("acting", document.RootElement.GetProperty("stage").GetString());
    }

    [Fact]
    public async Task An_alert_of_an_accident_has_its_own_site_start_again_what_was_read_and_approved()
    {
        await using var app = await StartAsync("mode: approve, approvers: [ann], approveWithin: 15m");
        await using var agent = StandInAgent.Serve(app, "a");
        using var sender = new AlertSender(app, "bank");
        await sender.SignedAsync(AlertSender.Signed(more: ", \"cause\": \"accident\", \"system\": \"bank\""));
        var id = await OpenedAsync(app);
        await UntilAsync(app, id, incident => incident.Stage == "advised");
        var move = (await app.Api.PlanRunbookAsync(new("bank"), default)).Digest;
        var local = (await app.Api.PlanRunbookAsync(new("bank", Local: true), default)).Digest;
        Assert.Equal("plan-changed", await RefusalAsync(app, id, new(1, true, "ann", Plan: move)));
        Assert.Equal(
            "plan-changed", await RefusalAsync(app, id, new(1, true, "ann", Cause: "disaster", Plan: local)));

        await app.Api.DecideIncidentAsync(id, new(1, true, "ann", Plan: local), default);
        var stopped = await UntilAsync(app, id, incident => incident.Stage == "stopped");

        Assert.Equal(["start-db", "promote-db"], agent.Done.Take(2));
        var runbook = await app.Api.GetRunbookAsync(stopped.Runbook!, default);
        Assert.Equal(("local", "succeeded", "a"), (runbook.Kind, runbook.State, runbook.To));
        Assert.DoesNotContain("fence-db", agent.Done);
        await sender.SignedAsync(
            AlertSender.Signed("resolved", ", \"cause\": \"accident\", \"system\": \"bank\""));
        var over = await UntilAsync(app, id, incident => incident.Report is not null);
        Assert.Equal("what had failed runs again at its own site; it is over", over.Report!.Outcome);
        Assert.Equal("ann", over.Report.DecidedBy);
        await Histories.RecordAsync(app, runbook.Id, "runbook-local");
        await Histories.RecordAsync(app, id, "incident-local");
    }

    [Fact]
    public async Task An_alert_of_an_anomaly_has_what_was_chosen_and_approved_restored()
    {
        await using var app = await StartAsync("mode: approve, approvers: [ann], approveWithin: 15m", files: true);
        using var sender = new AlertSender(app, "bank");
        Directory.CreateDirectory(app.Source);
        var file = Path.Combine(app.Source, "ledger");
        await File.WriteAllTextAsync(file, "good");
        var point = (await app.EndAsync((await app.Api.RequestBackupAsync(
            new("bank", "documents"), default)).Runs[0])).Id;
        await File.WriteAllTextAsync(file, "ruined");
        await sender.SignedAsync(AlertSender.Signed(more: ", \"cause\": \"anomaly\", \"system\": \"bank\""));
        var id = await OpenedAsync(app);
        await UntilAsync(app, id, incident => incident.Stage == "advised");

        var aside = new RestoreRequest("bank", "documents", app.Folder["aside"], point);
        foreach (var (restore, code) in new[]
        {
            (aside with { System = "shop" }, "bad-body"),
            (aside with { Point = "none" }, "unknown-point"),
            (aside with { Target = app.Source }, "target-not-empty"),
        })
        {
            Assert.Equal(code, await RefusalAsync(app, id, new(1, true, "ann", Restore: restore)));
        }

        Assert.Equal("bad-body", await RefusalAsync(app, id, new(1, false, "ann", Restore: aside)));
        Assert.Equal("not-an-approver", await RefusalAsync(app, id, new(1, true, "bob", Restore: aside)));
        Assert.False(Directory.Exists(aside.Target));
        var approved = await Command.RunAsync(
            ServerProcess.Program,
            [
                "restore", "bank/documents", "--point", point, "--target", aside.Target, "--incident", id,
                "--by", "ann", "--data", app.Data,
            ]);
        Assert.True(approved.ExitCode == 0, approved.Errors);
        await UntilAsync(app, id, incident => incident.Stage == "stopped");

        Assert.Equal("good", await File.ReadAllTextAsync(aside.Target + file));
        await sender.SignedAsync(
            AlertSender.Signed("resolved", ", \"cause\": \"anomaly\", \"system\": \"bank\""));
        var report = (await UntilAsync(app, id, incident => incident.Report is not null)).Report!;
        Assert.Equal(("documents was restored; it is over", "ann"), (report.Outcome, report.DecidedBy));
        var run = await app.Api.GetRunAsync(report.Restore, default);
        Assert.Equal("succeeded", run.State);
        var audit = (await app.Api.ListAuditAsync("?limit=100", default)).Items;
        Assert.Contains(
            audit,
            entry => entry.Action == "incident-decided"
                && entry.Details.Contains(aside.Target, StringComparison.Ordinal));
        Assert.Contains(audit, entry => entry.Who == $"ann, by incident {id}");
    }

    private static async Task<TestApp> StartAsync(string failover, bool files = false)
    {
        var app = await TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string> { ["MESH_AGENT_SECONDS"] = "2" },
        });
        var documents = files ? $"  - {{name: documents, kind: files, site: a, paths: ['{app.Source}']}}\n" : "";
        await BankSystem.DeclareAsync(app, $"{documents}failover: {{{failover}, checks: ['{Check}']}}");
        return app;
    }

    private static Task ReportAsync(TestApp app, string place) => app.Services
        .GetRequiredService<IQueueTransport>()
        .SendAsync(
            "reports",
            JsonSerializer.Serialize(new ProbeReport
            {
                System = "bank",
                Place = place,
                Check = Check,
                Sequence = 1,
                Healthy = false,
                Since = TimeProvider.System.GetUtcNow().AddSeconds(-6),
                Failures = 3,
                Told = "refused",
                At = TimeProvider.System.GetUtcNow(),
            }),
            TimeSpan.Zero,
            default);

    private static async Task<string> RefusalAsync(
        TestApp app, string id, IncidentDecisionRequest decision) =>
        (await Assert.ThrowsAsync<MeshException>(
            () => app.Api.DecideIncidentAsync(id, decision, default))).Code;

    private static Task<Functions.Runbooks.RunbookView> RunningAsync(TestApp app, string id) =>
        UntilAsync(app, () => app.Api.GetRunbookAsync(id, default), view => view.Status is not null);

    private static async Task<string> OpenedAsync(TestApp app) => (await UntilAsync(
        app, () => app.Api.ListIncidentsAsync("", default), list => list.Items.Count == 1)).Items[0].Id;

    private static Task<IncidentDetail> UntilAsync(
        TestApp app, string id, Func<IncidentDetail, bool> wanted) =>
        UntilAsync(app, () => app.Api.GetIncidentAsync(id, default), wanted);

    private static async Task<T> UntilAsync<T>(TestApp app, Func<Task<T>> look, Func<T, bool> wanted)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (wanted(seen))
            {
                return seen;
            }

            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), $"{seen}\n{app.Log}");
            await Task.Delay(50);
        }
    }
}
