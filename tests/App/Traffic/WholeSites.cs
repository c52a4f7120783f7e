using System.Net;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Agents;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Bind;

namespace Mesh.Tests.App.Traffic;

/// <summary>
/// Two whole sites, the server that gives them orders, and what clients know of them: a name and a port.
/// </summary>
internal sealed class WholeSites : IAsyncDisposable
{
    /// <summary>What clients look up.</summary>
    public const string Name = $"db.{BindServer.Zone}";

    private const string Components = """
          - name: app
            kind: hosts
            dependsOn: [db]
            capacity: {minimal: 2, full: 5}
            standby: {site: b, class: hot}
          - {name: door, kind: traffic, dependsOn: [app]}
          - {name: names, kind: traffic, dependsOn: [door]}
        """;

    private readonly ScratchFolder folder = new();

    private WholeSites(WholeSite a, WholeSite b, int port) => (A, B, Port) = (a, b, port);

    public WholeSite A { get; }

    public WholeSite B { get; }

    /// <summary>Where the service is taken, at either site's address.</summary>
    public int Port { get; }

    public ServerProcess Server { get; private set; } = null!;

    public string Data => folder["data"];

    /// <summary>What the agents have said.</summary>
    public string Log => $"{A.Bank.Log}\n{B.Bank.Log}";

    /// <summary>Starts all of it; the application of production is at work.</summary>
    public static async Task<WholeSites> StartAsync()
    {
        var port = FreePort.Find();
        var sites = await Task.WhenAll(
            WholeSite.StartAsync("a", 1, new IPEndPoint(IPAddress.Parse("127.0.0.2"), port)),
            WholeSite.StartAsync("b", 2, new IPEndPoint(IPAddress.Parse("127.0.0.3"), port)));
        var whole = new WholeSites(sites[0], sites[1], port);
        await whole.ConnectAsync();
        return whole;
    }

    /// <summary>Clients that look the name up, at site a's name server first.</summary>
    public NamedClients Clients(int count) =>
        new(count, Name, new NameClient(A.Names.Address, B.Names.Address), Port);

    /// <summary>Asks for a runbook and follows it to its end, which must be a good one.</summary>
    public async Task<RunbookView> RunAsync(RunbookRequest request) =>
        await FollowAsync((await Server.Api.RequestRunbookAsync(request, default)).Id);

    /// <summary>Follows a runbook to its end, which must be a good one.</summary>
    public async Task<RunbookView> FollowAsync(string id)
    {
        RunbookView? view = null;
        await Patience.UntilAsync(
            async () =>
            {
                view = await Server.Api.GetRunbookAsync(id, default);
                Assert.True(view.Status is not { Question: > 0 }, $"{view.Status}\n{Log}");
                return view.IsOver();
            },
            () => $"{view?.Status}\n{Log}");
        Assert.True(view!.State == "succeeded", $"{view.Report?.Reason}\n{Log}");
        return view;
    }

    /// <summary>
    /// Waits until every commit of production waits for its standby, and the standby's agent has seen so:
    /// from then on the standby alone can tell that nothing more is acknowledged.
    /// </summary>
    public Task UntilInStepAsync(WholeSite standby) => Patience.UntilAsync(
        async () => (await File.ReadAllTextAsync($"{standby.Bank.Server.OptionFile}.state"))
            .Contains("\"LosesNothing\": true", StringComparison.Ordinal),
        () => Log);

    /// <summary>All that was acknowledged is in a site's database, whoever wrote it.</summary>
    public async Task RequireAllAsync(WholeSite site, NamedClients clients)
    {
        // What is acknowledged by now; they go on meanwhile.
        var (acknowledged, failed) = (clients.Of(WriteFate.Acknowledged), clients.Of(WriteFate.Failed));
        var done = A.App.Acknowledged.Concat(B.App.Acknowledged).ToList();
        var entries = (await RowsAsync(site, "SELECT n FROM bank.entry")).Select(long.Parse).ToList();
        Assert.Empty(acknowledged.Except(entries));
        Assert.Empty(failed.Intersect(entries));
        Assert.Empty(done.Except(await RowsAsync(site, "SELECT site, n FROM bank.job")));
    }

    public async ValueTask DisposeAsync()
    {
        Server?.Dispose();
        await A.DisposeAsync();
        await B.DisposeAsync();
        folder.Dispose();
    }

    private static async Task<string[]> RowsAsync(WholeSite site, string query) =>
        (await site.Bank.Server.SqlAsync(query)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task ConnectAsync()
    {
        Server = await ServerProcess.StartAsync(Data, new Dictionary<string, string?>());
        await A.Bank.Server.SqlAsync("""
            CREATE USER repl@'%'; GRANT REPLICATION SLAVE ON *.* TO repl@'%';
            CREATE DATABASE bank;
            CREATE TABLE bank.entry (n BIGINT PRIMARY KEY) ENGINE=InnoDB;
            CREATE TABLE bank.job (site VARCHAR(8), n INT, PRIMARY KEY (site, n)) ENGINE=InnoDB;
            CREATE USER app@'%'; GRANT SELECT, INSERT ON bank.* TO app@'%';
            """);
        var voters = await BankSystem.DeclareAsync(Server.Api, folder, Components);
        foreach (var (site, peer) in new[] { (A, B), (B, A) })
        {
            var key = (await Server.Api.MakeAgentKeyAsync("bank", site.Name, "ann", default)).Key;
            await site.ConnectAsync(Server.Url, key, voters, peer);
        }

        await A.App.StartAsync();
        await RunAsync(new RunbookRequest("bank", By: "ann", Protect: true));
    }
}
