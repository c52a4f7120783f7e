using Mesh.Tests.App.Agents;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Networks;

namespace Mesh.Tests.App.Partitions;

/// <summary>A site in a place of its own: a database server, an agent with its watchdog.</summary>
internal sealed class PartitionSite : IAsyncDisposable
{
    private const int RolePort = 7475;

    private readonly ScratchFolder folder = new();
    private IReadOnlyList<string> through = [];
    private string earlier = "";

    private PartitionSite(NetworkPlace place, MariaDbServer server) => (Place, Server) = (place, server);

    public NetworkPlace Place { get; }

    public string Name => Place.Name;

    public MariaDbServer Server { get; }

    /// <summary>The agent that runs, or ran last.</summary>
    public AgentProcess Agent { get; private set; } = null!;

    /// <summary>What its agents have said since <see cref="ForgetLog"/>.</summary>
    public string Log => $"--- {Name}\n{earlier}{Agent?.Log[forgotten..]}";

    private int forgotten;

    public static async Task<PartitionSite> StartAsync(NetworkPlace place) =>
        new(place, await MariaDbServer.StartAsync(place, $"--server-id={place.Number}"));

    /// <summary>Writes the agent's configuration and starts it.</summary>
    /// <param name="url">The Mesh server's.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="voters">Where the voters are.</param>
    /// <param name="environment">What opens them.</param>
    /// <param name="peer">The other site.</param>
    /// <param name="lease">The length of leases.</param>
    public async Task ConfigureAsync(
        Uri url,
        string key,
        IReadOnlyDictionary<string, string> voters,
        IReadOnlyDictionary<string, string?> environment,
        PartitionSite peer,
        string lease)
    {
        await File.WriteAllTextAsync(folder["key"], key + "\n");
        var yaml = new AgentYaml(
            "bank", Name, url.GetLeftPart(UriPartial.Authority), folder["key"], folder["state"], voters)
        {
            Lease = lease,
            Listen = $"{Place.Address}:{RolePort}",
            Plain = true,
            Watchdog = [Server.KillCommand],
        };
        yaml.WithMariaDb("db", Server, new Dictionary<string, string>
        {
            [peer.Name] = $"mariadb://repl@{peer.Place.Address}:{peer.Server.Port}?tls=off",
        });
        await File.WriteAllTextAsync(folder["agent.yaml"], yaml.ToString());
        through = [.. Place.Through, "env", .. environment.Select(each => $"{each.Key}={each.Value}")];
        await StartAgentAsync();
    }

    /// <summary>Starts an agent on the configuration and memory of the last.</summary>
    public async Task StartAgentAsync()
    {
        earlier = Agent is null ? "" : $"{earlier}{Agent.Log[forgotten..]}--- started again\n";
        forgotten = 0;
        Agent?.Dispose();
        Agent = await AgentProcess.StartAsync(folder["agent.yaml"], null, through);
    }

    public void ForgetLog() => (earlier, forgotten) = ("", Agent.Log.Length);

    /// <summary>Starts the database server unless it runs, as the site's service manager would.</summary>
    public async Task StartServerAsync()
    {
        string[] line = [.. Place.Through, .. Server.StartCommand];
        var result = await Command.RunAsync(line[0], line.Skip(1));
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        Agent?.Dispose();
        await Server.DisposeAsync();
        folder.Dispose();
    }
}
