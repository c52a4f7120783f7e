using Mesh.Domain.Errors;
using Mesh.Functions.Drills;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Contract;
using Mesh.Tests.App.Databases;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Drills;

/// <summary>A drill of a system that has a standby goes through the steps of its failover.</summary>
public sealed class DrilledFailoverTests
{
    [MariaDbFact]
    public async Task The_steps_are_those_of_the_failover_and_only_a_declared_approver_lets_it_begin()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank);
        await using var app = await TestApp.StartAsync(new TestAppOptions());
        await app.Api.PutSystemAsync("bank", Manifest(app, source), "bank.yaml", false, null, default);
        var run = (await app.Api.RequestBackupAsync(new BackupRequest("bank", "db"), default)).Runs[0];
        Assert.Equal("succeeded", (await app.EndAsync(run)).State);
        var failover = await app.Api.PlanRunbookAsync(new RunbookRequest("bank"), default);
        await using var agent = StandInAgent.Serve(app, "b");
        var plan = await app.Api.PlanDrillAsync(new DrillRequest("bank"), default);
        Assert.Equal(failover.Steps.Select(step => step.Id), plan.Steps.Select(step => step.Id));

        var drill = await DrillApp.UntilAsync(
            app,
            await app.Api.RequestDrillAsync(new DrillRequest("bank", "ann", Ask: true), default),
            each => each.Status is { Asks: true });
        var other = await Assert.ThrowsAsync<MeshException>(() =>
            app.Api.AnswerDrillAsync(drill.Id, new DrillAnswer("ann", Approve: true), default));
        var second = await Assert.ThrowsAsync<MeshException>(() =>
            app.Api.RequestDrillAsync(new DrillRequest("bank", "ann"), default));
        await app.Api.AnswerDrillAsync(drill.Id, new DrillAnswer("bob", Approve: true, "go"), default);
        var ended = await DrillApp.EndAsync(app, drill);

        Assert.Equal("not-an-approver", other.Code);
        Assert.Equal("system-busy", second.Code);
        Assert.True(ended.State == "succeeded", $"{ended.Reason}\n{app.Log}");
        var evidence = await DrillApp.EvidenceAsync(app, ended);
        var approval = Assert.Single(evidence["approvals"]!.AsArray())!;
        Assert.Equal(("bob", false), ((string?)approval["by"], (bool)approval["simulated"]!));
        Assert.Equal(
            plan.Steps.Select(step => step.Id),
            evidence["steps"]!.AsArray().Select(step => (string?)step!["step"]));
        Assert.Equal(["rehearse-app", "rehearse-web"], agent.Done);
        Assert.Empty(evidence["notDrilled"]!.AsArray());
        Assert.Equal(
            "app at b,web at b",
            string.Join(',', evidence["traces"]!["rehearsalsAsked"]!.AsArray().Select(each => (string?)each)));
        var promoted = evidence["steps"]!.AsArray().Single(step => (string?)step!["step"] == "promote-db")!;
        Assert.True((bool)promoted["done"]!);
        Assert.True((bool)evidence["figures"]!["complete"]!);
        await Histories.RecordAsync(app, ended.Id, "drill");

        // Nothing moved, nothing froze, and no epoch was asked for: the voters do not even exist.
        Assert.Empty((await app.Api.ListRunbooksAsync("", default)).Items);
        Assert.False(Directory.Exists(app.Folder["voter-a"]));
    }

    private static string Manifest(TestApp app, MariaDbServer source) => $$"""
        {{BankSystem.Head(app.Folder, app.VaultFolder)}}
        failover: {mode: approve, approvers: [bob], approveWithin: 1h}
        components:
          - {name: web, kind: traffic, dependsOn: [app]}
          - name: app
            kind: hosts
            dependsOn: [db]
            standby: {site: b, class: hot}
          - name: db
            kind: database
            connection: '{{LogApp.Connection(source)}}'
            standby: {site: b, class: hot, connection: 'mariadb://mesh@b.example'}
        """;
}
