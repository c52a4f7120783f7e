using Mesh.Cli.Client;
using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Functions.Standbys;
using Mesh.Tests.App.Agents;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Standbys;

/// <summary>
/// <c>kill -9</c> of Mesh while a warm standby is awake: the cycle goes on, is filled once, and all of it
/// sleeps again. Mesh and the agents are processes, the servers real.
/// </summary>
public sealed class KilledCycleTests(ITestOutputHelper output)
{
    private const int Rows = 20_000;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["MESH_SCHEDULE_TICK"] = "* * * * * *", ["MESH_CAPTURE_SECONDS"] = "2",
    };

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Killed_at_random_moments_cycles_are_filled_once_and_put_all_to_sleep()
    {
        const int cycles = 10;
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var a = await BankSite.StartAsync("a", 1);
        await using var b = await BankSite.StartAsync("b", 2);
        var server = await ServerProcess.StartAsync(folder["data"], Settings);
        try
        {
            await BeginAsync(server, folder, a, b);
            for (var round = 1; round <= cycles; round++)
            {
                var cycle = await server.Api.WakeStandbyAsync(new WakeRequest("bank"), default);
                for (var kill = random.Next(1, 3); kill > 0; kill--)
                {
                    await Task.Delay(random.Next(1500));
                    await server.KillAsync();
                    server.Dispose();
                    server = await ServerProcess.StartAsync(
                        folder["data"], Settings, server.Url.GetLeftPart(UriPartial.Authority));
                }

                var ended = await EndAsync(server.Api, cycle.Id, () => $"{a.Log}\n{b.Log}");
                output.WriteLine($"{ended.Id}: {ended.State}, ready after {ended.ReadySeconds} s");
                Assert.True(ended.State == "succeeded", $"{ended}\n{a.Log}\n{b.Log}");
                await Assert.ThrowsAsync<InvalidOperationException>(() => b.Server.SqlAsync("SELECT 1"));
                Assert.False(File.Exists(folder["app-b"]));
                var fills = (await server.Api.ListRunsAsync("?system=bank&limit=500", default)).Items
                    .Where(run => run.Kind == "restore").ToList();
                Assert.Equal(round, fills.Count);
                Assert.All(fills, fill => Assert.Equal("succeeded", fill.State));
            }

            // What the last has left asleep holds everything.
            await b.Server.StartAgainAsync();
            Assert.Equal($"{Rows}\n", await b.Server.SqlAsync("SELECT COUNT(*) FROM bank.entry"));
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task BeginAsync(ServerProcess server, ScratchFolder folder, BankSite a, BankSite b)
    {
        await b.Server.StopAsync();
        await a.Server.SqlAsync($"""
            CREATE DATABASE bank; CREATE TABLE bank.entry (n INT PRIMARY KEY, text CHAR(64)) ENGINE=InnoDB;
            USE bank; INSERT INTO bank.entry SELECT seq, SHA2(seq, 256) FROM seq_1_to_{Rows};
            """);
        await File.WriteAllTextAsync(folder["password"], TestApp.Password);
        await File.WriteAllTextAsync(folder["app-a"], "");
        await server.Api.PutSystemAsync("bank", Manifest(folder, a, b), "bank.yaml", false, null, default);
        await using (var voters = BankSystem.Voters(folder))
        {
            await voters.FoundAsync(default);
        }

        await ConnectAsync(server, folder, a, b);
        await ConnectAsync(server, folder, b, a);
        var protect = await server.Api.RequestRunbookAsync(
            new RunbookRequest("bank", By: "ann", Protect: true), default);
        await Patience.UntilAsync(
            async () => (await server.Api.GetRunbookAsync(protect.Id, default)).State == "succeeded",
            () => $"{a.Log}\n{b.Log}");
        await Patience.UntilAsync(
            async () => (await server.Api.ListPointsAsync("?system=bank", default)).Items
                .Any(point => point.State == "verified"),
            () => "there is no recovery point");
    }

    private static async Task ConnectAsync(
        ServerProcess server, ScratchFolder folder, BankSite site, BankSite peer)
    {
        var key = (await server.Api.MakeAgentKeyAsync("bank", site.Name, "ann", default)).Key;
        var voters = new[] { "a", "b", "w" }.ToDictionary(name => name, name => folder[$"voter-{name}"]);
        var mark = folder[$"app-{site.Name}"];
        await site.StartAgentAsync(server.Url, key, voters, peer, more: yaml => yaml.WithCommands(
            "app",
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["start"] = ["touch", mark],
                ["stop"] = ["rm", "-f", mark],
                ["status"] = ["sh", "-c", $"test -e '{mark}' || exit 7"],
                ["check"] = ["test", "-e", mark],
            }));
    }

    private static async Task<CycleView> EndAsync(ApiClient api, string id, Func<string> log)
    {
        CycleView? cycle = null;
        await Patience.UntilAsync(
            async () =>
            {
                cycle = (await api.ListCyclesAsync("?system=bank&limit=500", default)).Items
                    .Single(each => each.Id == id);
                return cycle.EndedAt is not null;
            },
            log);
        return cycle!;
    }

    private static string Manifest(ScratchFolder folder, BankSite a, BankSite b) => $$"""
        apiVersion: mesh/v1
        kind: System
        name: bank
        sites:
          - {name: a, faultDomain: fa, voter: '{{folder["voter-a"]}}'}
          - {name: b, faultDomain: fb, role: standby, voter: '{{folder["voter-b"]}}'}
        witness: {name: w, faultDomain: fw, voter: '{{folder["voter-w"]}}'}
        vault: {repository: '{{folder["vault"]}}', password: 'file:{{folder["password"]}}'}
        objectives: {rpo: 1h, rto: 4h}
        components:
          - name: db
            kind: database
            log: continuous
            connection: '{{Connection(a.Server)}}'
            standby: {site: b, class: warm, cycle: 3h, ship: 15m, connection: '{{Connection(b.Server)}}'}
          - name: app
            kind: hosts
            dependsOn: [db]
            standby: {site: b, class: warm, cycle: 3h, ship: 15m}
        """;

    private static string Connection(MariaDbServer server) =>
        $"mariadb://root@127.0.0.1:{server.Port}?tls=off";
}
