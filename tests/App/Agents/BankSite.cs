using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.App.Agents;

/// <summary>A site of the system <c>bank</c>: its database server, and its agent as a process.</summary>
public sealed class BankSite : IAsyncDisposable
{
    private readonly ScratchFolder folder = new();

    private BankSite(string name, MariaDbServer server) => (Name, Server) = (name, server);

    public string Name { get; }

    public MariaDbServer Server { get; }

    /// <summary>The agent that runs, or ran last.</summary>
    public AgentProcess Agent { get; private set; } = null!;

    /// <summary>What all its agents have said.</summary>
    public string Log => $"--- {Name}\n{earlier}{Agent?.Log}";

    private string earlier = "";

    /// <summary>Starts the server; no agent yet.</summary>
    public static async Task<BankSite> StartAsync(string name, int number) =>
        new(name, await MariaDbServer.StartAsync($"--server-id={number}"));

    /// <summary>Writes the agent's configuration and starts it.</summary>
    /// <param name="url">The Mesh server's.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="voters">Where the voters are.</param>
    /// <param name="peer">The other site.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="listen">Where its roles are told.</param>
    /// <param name="more">Adds components to the database.</param>
    public async Task StartAgentAsync(
        Uri url,
        string key,
        IReadOnlyDictionary<string, string> voters,
        BankSite peer,
        string lease = "15s",
        string listen = "127.0.0.1:0",
        Action<AgentYaml>? more = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(peer);
        await File.WriteAllTextAsync(folder["key"], key + "\n");
        var yaml = new AgentYaml(
            "bank", Name, url.GetLeftPart(UriPartial.Authority), folder["key"], folder["state"], voters)
        {
            Lease = lease,
            Listen = listen,
            Watchdog = [Server.KillCommand],
        };
        yaml.WithMariaDb("db", Server, new Dictionary<string, string>
        {
            [peer.Name] = $"mariadb://repl@127.0.0.1:{peer.Server.Port}?tls=off",
        });
        more?.Invoke(yaml);
        await File.WriteAllTextAsync(folder["agent.yaml"], yaml.ToString());
        await StartAgainAsync();
    }

    /// <summary>Starts an agent on the configuration and memory of the last.</summary>
    public async Task StartAgainAsync()
    {
        earlier = Agent is null ? "" : $"{earlier}{Agent.Log}---\n";
        Agent?.Dispose();
        Agent = await AgentProcess.StartAsync(folder["agent.yaml"]);
    }

    public async ValueTask DisposeAsync()
    {
        Agent?.Dispose();
        await Server.DisposeAsync();
        folder.Dispose();
    }
}
