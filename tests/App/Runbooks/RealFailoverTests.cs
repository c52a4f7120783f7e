using System.Collections.Concurrent;
using System.Diagnostics;
using Mesh.Domain.Sites;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Runbooks;

/// <summary>A failover and the way back, with real servers, agents, voters and the app.</summary>
public sealed class RealFailoverTests(ITestOutputHelper output)
{
    [MariaDbFact]
    public async Task Killed_under_load_production_comes_up_elsewhere_and_goes_back_without_a_loss()
    {
        await using var app = await TestApp.StartAsync(new TestAppOptions());
        await using var serverA = await MariaDbServer.StartAsync("--server-id=1");
        await using var serverB = await MariaDbServer.StartAsync("--server-id=2");
        await serverA.SqlAsync("""
            CREATE USER repl@'%'; GRANT REPLICATION SLAVE ON *.* TO repl@'%';
            CREATE DATABASE bank; CREATE TABLE bank.entry (n INT PRIMARY KEY) ENGINE=InnoDB;
            """);
        await BankSystem.DeclareAsync(app);
        await using var voters = BankSystem.Voters(app);
        await using var a = await RealSite.StartAsync(app, "a", serverA, "b", serverB, voters);
        await using var b = await RealSite.StartAsync(app, "b", serverB, "a", serverA, voters);
        var protect = await RunAsync(
            app, new RunbookRequest("bank", By: "ann", Protect: true), () => $"{a.Log}\n{b.Log}");
        Assert.Equal(("protect", "a"), (protect.Kind, protect.To));
        Assert.Null(protect.Report!.RtoSeconds);
        await UntilAsync(
            async () =>
                (await b.StatusAsync()).Database is { LosesNothing: true, Connected: true },
            () => $"{a.Log}\n{b.Log}");

        var acknowledged = new ConcurrentBag<int>();
        var writing = WriteAsync(serverA, acknowledged);
        await UntilAsync(() => Task.FromResult(acknowledged.Count > 20), () => a.Log);
        a.Connected = false;
        await serverA.KillAsync();
        await writing;
        var failover = await RunAsync(app, new RunbookRequest("bank", By: "ann"), () => $"{a.Log}\n{b.Log}");

        Assert.Equal(0, failover.Report!.RpoSeconds);
        Assert.Equal(
            EvidenceKind.AcknowledgementsRefused,
            failover.Steps.Single(step => step.Id == "fence-db").Evidence!.Kind);
        Assert.Empty(acknowledged.Except(await RowsAsync(serverB)));
        await serverB.SqlAsync("INSERT INTO bank.entry VALUES (1000000)");
        acknowledged.Add(1_000_000);

        a.Connected = true;
        var back = await RunAsync(
            app, new RunbookRequest("bank", Planned: true, By: "ann"), () => $"{a.Log}\n{b.Log}");
        Assert.Equal(("failback", "a"), (back.Kind, back.To));
        Assert.Equal(0, back.Report!.RpoSeconds);
        Assert.Empty(acknowledged.Except(await RowsAsync(serverA)));
        await serverA.SqlAsync("INSERT INTO bank.entry VALUES (1000001)");
    }

    // A write counts when the server has acknowledged it; the first that fails ends the client.
    private static Task WriteAsync(MariaDbServer server, ConcurrentBag<int> acknowledged) =>
        Task.Run(async () =>
    {
        for (var n = 1; ; n++)
        {
            try
            {
                await server.SqlAsync($"INSERT INTO bank.entry VALUES ({n})");
            }
            catch (InvalidOperationException)
            {
                return;
            }

            acknowledged.Add(n);
        }
    });

    private static async Task<IEnumerable<int>> RowsAsync(MariaDbServer server) =>
        (await server.SqlAsync("SELECT n FROM bank.entry"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    private async Task<RunbookView> RunAsync(TestApp app, RunbookRequest request, Func<string> sites)
    {
        var id = (await app.Api.RequestRunbookAsync(request, default)).Id;
        RunbookView? view = null;
        await UntilAsync(
            async () =>
            {
                view = await app.Api.GetRunbookAsync(id, default);
                Assert.True(view.Status is not { Question: > 0 }, $"{view.Status}\n{sites()}");
                return view.IsOver();
            },
            () => $"{view}\n{view?.Status}\n{sites()}");
        Assert.True(view!.State == "succeeded", $"{view.Report?.Reason}\n{sites()}");
        output.WriteLine(string.Join(
            ", ", view.Report!.Phases.Select(phase => $"{phase.Name} {phase.Length.TotalSeconds:0.00} s")));
        return view;
    }

    private static async Task UntilAsync(Func<Task<bool>> so, Func<string> told)
    {
        var began = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(2), told());
            await Task.Delay(100);
        }
    }
}
