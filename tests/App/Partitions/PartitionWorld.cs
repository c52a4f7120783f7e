using System.Diagnostics;
using System.Globalization;
using Mesh.Sites.Epochs;
using Mesh.Storage;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Networks;

namespace Mesh.Tests.App.Partitions;

/// <summary>
/// The system <c>bank</c> in three places: sites <c>a</c> and <c>b</c>, each with a database, an agent and a
/// voter, and <c>w</c> with Mesh and the witness. Each voter is a blob store of its own, so that who is cut
/// from a place is cut from its voter.
/// </summary>
internal sealed class PartitionWorld : IAsyncDisposable
{
    private const string Lease = "6s";

    // Nobody else is in a place of one's own.
    private const int MeshPort = 7474;

    private static readonly string[] Places = ["a", "b", "w"];

    private readonly ScratchFolder folder = new();
    private readonly Dictionary<string, AzuriteServer> stores = [];
    private readonly List<PartitionClient> clients = [];
    private readonly Dictionary<string, WallClock> clocks = new[] { "mesh", "agent-a", "agent-b" }
        .ToDictionary(process => process, _ => new WallClock());
    private ServerProcess? mesh;

    private PartitionWorld(TinyNetwork network) => Network = network;

    public TinyNetwork Network { get; }

    public PartitionSite A { get; private set; } = null!;

    public PartitionSite B { get; private set; } = null!;

    public ServerProcess Mesh => mesh!;

    public WriteLedger Ledger { get; } = new();

    public IReadOnlyList<PartitionClient> Clients => clients;

    public string Log => $"{A.Log}\n{B.Log}";

    private static Dictionary<string, string> Voters =>
        Places.ToDictionary(name => name, name => $"azure:voter-{name}:/bank");

    private Dictionary<string, string?> Secrets => Places.ToDictionary(
        name => $"AZURE_STORAGE_CONNECTION_STRING_VOTER_{name.ToUpper(CultureInfo.InvariantCulture)}",
        string? (name) => stores[name].ConnectionString);

    /// <summary>All of it, with production at <c>a</c> and nobody protected yet.</summary>
    public static async Task<PartitionWorld> StartAsync()
    {
        var world = new PartitionWorld(await TinyNetwork.StartAsync(Places));
        try
        {
            await world.BuildAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public PartitionSite Site(string name) => name == "a" ? A : B;

    public PartitionSite Other(string name) => name == "a" ? B : A;

    /// <summary>Sends a signal to a process; gone already, nothing happens.</summary>
    /// <param name="process"><c>mesh</c>, <c>agent-SITE</c> or <c>db-SITE</c>.</param>
    /// <param name="signal">Its name.</param>
    public async Task SignalAsync(string process, string signal)
    {
        var id = process switch
        {
            "mesh" => Mesh.Id,
            _ when process.StartsWith("agent-", StringComparison.Ordinal) => Site(process[^1..]).Agent.Id,
            _ => Site(process[^1..]).Server.ProcessId,
        };
        await Command.RunAsync("kill", [$"-{signal}", $"{id}"]);
    }

    /// <summary>Sets a process's wall clock.</summary>
    /// <param name="process">As for a signal.</param>
    /// <param name="seconds">How far ahead of the machine's.</param>
    public Task SetClockAsync(string process, string seconds)
    {
        clocks[process].Set(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
        return Task.CompletedTask;
    }

    /// <summary>Starts a process unless it runs.</summary>
    public async Task StartAsync(string process)
    {
        if (process == "mesh")
        {
            if (!Mesh.Lives)
            {
                Mesh.Dispose();
                await StartMeshAsync();
            }
        }
        else if (process.StartsWith("db-", StringComparison.Ordinal))
        {
            await Site(process[^1..]).StartServerAsync();
        }
        else if (!Site(process[^1..]).Agent.Lives)
        {
            await Site(process[^1..]).StartAgentAsync();
        }
    }

    /// <summary>Ends all that a schedule began: links are whole, what stood still or was dead
    /// runs.</summary>
    public async Task HealAsync()
    {
        await Network.HealAsync();
        foreach (var clock in clocks.Values)
        {
            clock.Set(TimeSpan.Zero);
        }

        foreach (var process in new[] { "db-a", "db-b", "mesh", "agent-a", "agent-b" })
        {
            await SignalAsync(process, "CONT");
            await StartAsync(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        mesh?.Dispose();
        foreach (var site in new[] { A, B }.OfType<PartitionSite>())
        {
            await site.DisposeAsync();
        }

        foreach (var store in stores.Values)
        {
            await store.DisposeAsync();
        }

        await Network.DisposeAsync();
        foreach (var clock in clocks.Values)
        {
            clock.Dispose();
        }

        folder.Dispose();
    }

    private async Task BuildAsync()
    {
        var stored = Places.Select(name => AzuriteServer.StartAsync(Network[name])).ToList();
        A = await PartitionSite.StartAsync(Network["a"]);
        B = await PartitionSite.StartAsync(Network["b"]);
        foreach (var (name, store) in Places.Zip(stored))
        {
            stores.Add(name, await store);
        }

        await A.Server.SqlAsync("""
            CREATE USER repl@'%'; GRANT REPLICATION SLAVE, CONNECTION ADMIN ON *.* TO repl@'%';
            CREATE DATABASE bank; CREATE TABLE bank.entry (n BIGINT PRIMARY KEY) ENGINE=InnoDB;
            CREATE USER app@'%'; GRANT ALL ON bank.* TO app@'%';
            """);
        await using (var voters = EpochVoterLocations.Open(
            "bank", Voters, new LeaseRules(), TimeProvider.System,
            new ObjectStoreOptions { Environment = name => Secrets.GetValueOrDefault(name) }))
        {
            await voters.FoundAsync(default);
        }

        await StartMeshAsync();
        await Mesh.Api.PutSystemAsync("bank", Manifest(), "bank.yaml", false, null, default);
        await A.ConfigureAsync(Mesh.Url, await KeyAsync("a"), Voters, With("agent-a"), B, Lease);
        await B.ConfigureAsync(Mesh.Url, await KeyAsync("b"), Voters, With("agent-b"), A, Lease);
        clients.AddRange(
            from place in Places
            from site in new[] { A, B }
            select new PartitionClient(Network[place], site.Name, site.Server, Ledger));
    }

    private Dictionary<string, string?> With(string process) =>
        new(Secrets.Concat(clocks[process].Environment));

    private async Task<string> KeyAsync(string place) =>
        (await Mesh.Api.MakeAgentKeyAsync("bank", place, "ann", default)).Key;

    private async Task StartMeshAsync() => mesh = await ServerProcess.StartAsync(
        folder["data"],
        new Dictionary<string, string?>(With("mesh")) { ["MESH_AGENT_SECONDS"] = "5" },
        $"http://{Network["w"].Address}:{MeshPort}",
        Network["w"]);

    private string Manifest() => $$"""
        apiVersion: mesh/v1
        kind: System
        name: bank
        sites:
          - {name: a, faultDomain: fa, voter: '{{Voters["a"]}}'}
          - {name: b, faultDomain: fb, role: standby, voter: '{{Voters["b"]}}'}
        witness: {name: w, faultDomain: fw, voter: '{{Voters["w"]}}'}
        vault: {repository: '{{folder["vault"]}}', password: 'file:{{folder["password"]}}'}
        failover: {mode: approve, approvers: [ann], approveWithin: 5m, lease: {{Lease}}}
        components:
          - name: db
            kind: database
            connection: mariadb://mesh@a.example
            standby:
              site: b
              class: hot
              connection: mariadb://mesh@b.example
              replication: semi-sync
              onStandbyLoss: block
        """;
}
