using Mesh.Cli.Client;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Agents;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.App.Standbys;

/// <summary>
/// The system <c>bank</c> at site <c>a</c>, warm at site <c>b</c>, with Mesh and the agents as processes and
/// real servers; Mesh can be killed.
/// </summary>
internal sealed class KillableSites : IAsyncDisposable
{
    /// <summary>How many rows the bank has at first.</summary>
    public const int Rows = 20_000;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["MESH_SCHEDULE_TICK"] = "* * * * * *", ["MESH_CAPTURE_SECONDS"] = "2",
    };

    private readonly ScratchFolder folder = new();
    private ServerProcess server = null!;

    private KillableSites(BankSite a, BankSite b) => (A, B) = (a, b);

    public BankSite A { get; }

    public BankSite B { get; }

    public ApiClient Api => server.Api;

    public string Log => $"{A.Log}\n{B.Log}";

    /// <summary>Whether the application at <c>b</c> runs.</summary>
    public bool Runs => File.Exists(folder["app-b"]);

    /// <summary>Declared, production taken on at <c>a</c>, asleep at <c>b</c>, backed up.</summary>
    public static async Task<KillableSites> StartAsync()
    {
        var sites = new KillableSites(await BankSite.StartAsync("a", 1), await BankSite.StartAsync("b", 2));
        await sites.BeginAsync();
        return sites;
    }

    /// <summary>Ends Mesh as a power cut would, and starts it again on its data.</summary>
    public async Task KillMeshAsync()
    {
        await server.KillAsync();
        server.Dispose();
        server = await ServerProcess.StartAsync(
            folder["data"], Settings, server.Url.GetLeftPart(UriPartial.Authority));
    }

    public async ValueTask DisposeAsync()
    {
        server?.Dispose();
        await A.DisposeAsync();
        await B.DisposeAsync();
        folder.Dispose();
    }

    private async Task BeginAsync()
    {
        server = await ServerProcess.StartAsync(folder["data"], Settings);
        await B.Server.StopAsync();
        await A.Server.SqlAsync($"""
            CREATE DATABASE bank; CREATE TABLE bank.entry (n INT PRIMARY KEY, text CHAR(64)) ENGINE=InnoDB;
            USE bank; INSERT INTO bank.entry SELECT seq, SHA2(seq, 256) FROM seq_1_to_{Rows};
            """);
        await File.WriteAllTextAsync(folder["password"], TestApp.Password);
        await File.WriteAllTextAsync(folder["app-a"], "");
        await Api.PutSystemAsync("bank", Manifest(), "bank.yaml", false, null, default);
        await using (var voters = BankSystem.Voters(folder))
        {
            await voters.FoundAsync(default);
        }

        await ConnectAsync(A, B);
        await ConnectAsync(B, A);
        var protect = await Api.RequestRunbookAsync(
            new RunbookRequest("bank", By: "ann", Protect: true), default);
        await Patience.UntilAsync(
            async () => (await Api.GetRunbookAsync(protect.Id, default)).State == "succeeded", () => Log);
        await Patience.UntilAsync(
            async () => (await Api.ListPointsAsync("?system=bank", default)).Items
                .Any(point => point.State == "verified"),
            () => "there is no recovery point");
    }

    private async Task ConnectAsync(BankSite site, BankSite peer)
    {
        var key = (await Api.MakeAgentKeyAsync("bank", site.Name, "ann", default)).Key;
        var mark = folder[$"app-{site.Name}"];
        await site.StartAgentAsync(server.Url, key, BankSystem.Locations(folder), peer, more: yaml =>
            yaml.WithCommands(
                "app",
                new Dictionary<string, IReadOnlyList<string>>
                {
                    ["start"] = ["touch", mark],
                    ["stop"] = ["rm", "-f", mark],
                    ["scale"] = ["true"],
                    ["status"] = ["sh", "-c", $"test -e '{mark}' || exit 7"],
                    ["check"] = ["test", "-e", mark],
                }));
    }

    private string Manifest() => $$"""
        {{BankSystem.Head(folder)}}
        objectives: {rpo: 1h, rto: 4h}
        components:
          - name: db
            kind: database
            log: continuous
            connection: '{{Connection(A.Server)}}'
            standby: {site: b, class: warm, cycle: 3h, ship: 15m, connection: '{{Connection(B.Server)}}'}
          - name: app
            kind: hosts
            dependsOn: [db]
            standby: {site: b, class: warm, cycle: 3h, ship: 15m}
        """;

    private static string Connection(MariaDbServer server) =>
        $"mariadb://root@127.0.0.1:{server.Port}?tls=off";
}
