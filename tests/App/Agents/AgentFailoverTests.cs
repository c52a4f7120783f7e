using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Agents;

/// <summary>A failover and the way back, in which all that takes part is a process of its own.</summary>
public sealed class AgentFailoverTests(ITestOutputHelper output)
{
    [MariaDbFact]
    public async Task A_killed_site_fails_over_and_back_with_agents_that_are_processes()
    {
        using var folder = new ScratchFolder();
        var settings = new Dictionary<string, string?>();
        using var first = await ServerProcess.StartAsync(folder["data"], settings);
        await using var a = await BankSite.StartAsync("a", 1);
        await using var b = await BankSite.StartAsync("b", 2);
        await a.Server.SqlAsync("""
            CREATE USER repl@'%'; GRANT REPLICATION SLAVE ON *.* TO repl@'%';
            CREATE DATABASE bank; CREATE TABLE bank.entry (n INT PRIMARY KEY) ENGINE=InnoDB;
            """);
        var voters = await BankSystem.DeclareAsync(first.Api, folder);
        await a.StartAgentAsync(first.Url, await KeyAsync(first, "a"), voters, b);
        await b.StartAgentAsync(first.Url, await KeyAsync(first, "b"), voters, a);

        await RunAsync(first, new RunbookRequest("bank", By: "ann", Protect: true), a, b);
        await RolesAsync((a, 200), (b, 503));

        // The agents wait for orders while the server is killed, and find the next one at its address.
        await first.KillAsync();
        using var server = await ServerProcess.StartAsync(
            folder["data"], settings, first.Url.GetLeftPart(UriPartial.Authority));
        var acknowledged = new ConcurrentBag<int>();
        await Patience.UntilAsync(() => WaitsForStandbyAsync(a), () => $"{a.Log}\n{b.Log}");

        // Its server alone is killed: it comes back where it was, and the standby goes on following it.
        await a.Server.SqlAsync("INSERT INTO bank.entry VALUES (-1)");
        await a.Server.KillAsync();
        var again = await RunAsync(server, new RunbookRequest("bank", By: "ann", Local: true), a, b);
        Assert.Equal(("local", "a", "a"), (again.Kind, again.From, again.To));
        Assert.True(again.Report!.RtoSeconds > 0);
        await RolesAsync((a, 200), (b, 503));
        Assert.Equal([-1], await RowsAsync(a.Server));
        await Patience.UntilAsync(() => WaitsForStandbyAsync(a), () => $"{a.Log}\n{b.Log}");
        var writing = WriteAsync(a.Server, acknowledged);
        await Patience.UntilAsync(() => Task.FromResult(acknowledged.Count > 20), () => $"{a.Log}\n{b.Log}");
        await a.Agent.KillAsync();
        await a.Server.KillAsync();
        await writing;
        var failover = await RunAsync(server, new RunbookRequest("bank", By: "ann"), a, b);

        Assert.Equal(0, failover.Report!.RpoSeconds);
        Assert.Equal(
            EvidenceKind.AcknowledgementsRefused,
            failover.Steps.Single(step => step.Id == "fence-db").Evidence!.Kind);
        Assert.Empty(acknowledged.Except(await RowsAsync(b.Server)));
        await RolesAsync((b, 200));
        await b.Server.SqlAsync("INSERT INTO bank.entry VALUES (1000000)");
        acknowledged.Add(1_000_000);

        await a.StartAgainAsync();
        var back = await RunAsync(server, new RunbookRequest("bank", Planned: true, By: "ann"), a, b);
        Assert.Equal(("failback", "a"), (back.Kind, back.To));
        Assert.Equal(0, back.Report!.RpoSeconds);
        Assert.Empty(acknowledged.Except(await RowsAsync(a.Server)));
        await RolesAsync((a, 200), (b, 503));
        await a.Server.SqlAsync("INSERT INTO bank.entry VALUES (1000001)");

        Assert.Equal(ExitCode.Ok, await a.Agent.EndAsync());
        Assert.Equal("1", (await a.Server.SqlAsync("SELECT @@global.read_only")).Trim());
    }

    private static async Task<string> KeyAsync(ServerProcess server, string place) =>
        (await server.Api.MakeAgentKeyAsync("bank", place, "ann", default)).Key;

    private static async Task<bool> WaitsForStandbyAsync(BankSite site) =>
        (await site.Server.SqlAsync("SHOW STATUS LIKE 'Rpl_semi_sync_master_clients'")).Trim().EndsWith('1')
        && (await site.Server.SqlAsync("SELECT @@global.rpl_semi_sync_master_enabled")).Trim() == "1";

    private static async Task RolesAsync(params (BankSite Site, int Status)[] wanted)
    {
        foreach (var (site, status) in wanted)
        {
            await Patience.UntilAsync(
                async () => await site.Agent.RoleOfAsync("db") == status, () => site.Log);
        }
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

    private async Task<RunbookView> RunAsync(
        ServerProcess server, RunbookRequest request, BankSite a, BankSite b)
    {
        var id = (await server.Api.RequestRunbookAsync(request, default)).Id;
        RunbookView? view = null;
        await Patience.UntilAsync(
            async () =>
            {
                view = await server.Api.GetRunbookAsync(id, default);
                Assert.True(view.Status is not { Question: > 0 }, $"{view.Status}\n{a.Log}\n{b.Log}");
                return view.IsOver();
            },
            () => $"{view}\n{view?.Status}\n{a.Log}\n{b.Log}");
        Assert.True(view!.State == "succeeded", $"{view.Report?.Reason}\n{a.Log}\n{b.Log}");
        output.WriteLine(string.Join(
            ", ", view.Report!.Phases.Select(phase => $"{phase.Name} {phase.Length.TotalSeconds:0.00} s")));
        return view;
    }
}
