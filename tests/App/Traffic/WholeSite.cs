using System.Net;
using Mesh.Tests.App.Agents;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Bind;
using Mesh.Tests.Kit.Haproxy;

namespace Mesh.Tests.App.Traffic;

/// <summary>
/// A site with all that clients meet on their way: a name server, a load balancer at an address of its own,
/// an application, a database, and the agent that leads them. Each is a process.
/// </summary>
internal sealed class WholeSite : IAsyncDisposable
{
    private readonly IPEndPoint door;
    private readonly ScratchFolder keys = new();

    private WholeSite(BankSite bank, BindServer names, IPEndPoint door) =>
        (Bank, Names, this.door, App) = (bank, names, door, new AppServer(bank.Name, door));

    public string Name => Bank.Name;

    /// <summary>Database and agent.</summary>
    public BankSite Bank { get; }

    public BindServer Names { get; }

    public AppServer App { get; }

    public HaproxyServer Door { get; private set; } = null!;

    /// <summary>Where its load balancer takes clients.</summary>
    public IPAddress Address => door.Address;

    /// <summary>Where its agent tells roles.</summary>
    private int RolePort { get; } = FreePort.Find();

    /// <summary>Starts its database and its name server.</summary>
    public static async Task<WholeSite> StartAsync(string name, int number, IPEndPoint door) => new(
        await BankSite.StartAsync(name, number), await BindServer.StartAsync(), door);

    /// <summary>Starts its load balancer and its agent.</summary>
    public async Task ConnectAsync(
        Uri url, string key, IReadOnlyDictionary<string, string> voters, WholeSite peer)
    {
        WholeSite[] sites = [this, peer];
        Door = await HaproxyServer.StartAsync(
            [
                .. sites.Select(site =>
                    $"{site.Name}1 127.0.0.1:{site.Bank.Server.Port} check port {site.RolePort}"),
            ],
            at: door);
        await Bank.StartAgentAsync(
            url, key, voters, peer.Bank, listen: $"127.0.0.1:{RolePort}", more: yaml => yaml
                .WithCommands("app", App.Verbs)
                .With($$"""
                      - name: door
                        haproxy:
                          socket: {{Door.Socket}}
                          backend: db
                          servers: {a: [a1], b: [b1]}
                          stateFile: {{Door.StateFile}}
                      - name: names
                        dns:
                          servers: [{{string.Join(", ", sites.Select(site => $"'{site.Names.Address}'"))}}]
                          zone: {{BindServer.Zone}}
                          key:
                            name: {{BindServer.KeyName}}
                            algorithm: hmac-sha256
                            secret: 'file:{{WriteKey()}}'
                          records:
                            - name: db
                              type: A
                              ttl: 1s
                              values: {a: [{{AddressOf("a", sites)}}], b: [{{AddressOf("b", sites)}}]}
                    """));
    }

    /// <summary>The site is lost: all of it is killed, its agent first.</summary>
    public async Task LoseAsync()
    {
        await Bank.Agent.KillAsync();
        await Task.WhenAll(
            Bank.Server.KillAsync(), Door.KillAsync(), Names.KillAsync(), App.KillAsync());
    }

    /// <summary>It comes back, but for its application; its agent starts the database, closed.</summary>
    public async Task RepairAsync()
    {
        await Names.StartAgainAsync();
        await Door.StartAgainAsync();
        await Bank.StartAgainAsync();
    }

    /// <summary>Where the site's own name server leads clients.</summary>
    public Task<IPAddress?> LeadsToAsync() => new NameClient(Names.Address).FindAsync(WholeSites.Name);

    public async ValueTask DisposeAsync()
    {
        await Bank.DisposeAsync();
        await App.KillAsync();
        if (Door is not null)
        {
            await Door.DisposeAsync();
        }

        await Names.DisposeAsync();
        App.Dispose();
        keys.Dispose();
    }

    private static IPAddress AddressOf(string name, IEnumerable<WholeSite> sites) =>
        sites.Single(site => site.Name == name).Address;

    private string WriteKey()
    {
        File.WriteAllText(keys["dns"], BindServer.Secret + "\n");
        return keys["dns"];
    }
}
