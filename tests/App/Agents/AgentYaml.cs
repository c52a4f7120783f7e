using System.Text;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.App.Agents;

/// <summary>An agent's configuration, written as its owner would.</summary>
/// <param name="System">The system.</param>
/// <param name="Site">The site, or the witness.</param>
/// <param name="Server">Where the server answers.</param>
/// <param name="KeyFile">Where the key is.</param>
/// <param name="State">The agent's folder.</param>
/// <param name="Voters">The stores of the voters, by their names.</param>
public sealed record AgentYaml(
    string System,
    string Site,
    string Server,
    string KeyFile,
    string State,
    IReadOnlyDictionary<string, string> Voters)
{
    private readonly StringBuilder _components = new();

    /// <summary>The length of leases.</summary>
    public string Lease { get; init; } = "15s";

    /// <summary>Where roles are told; null: nowhere.</summary>
    public string? Listen { get; init; } = "127.0.0.1:0";

    /// <summary>What the watchdog runs.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Watchdog { get; init; } = [];

    /// <summary>More lines, at the outermost level.</summary>
    public string More { get; init; } = "";

    /// <summary>Whether the server may be asked without TLS though it is not on this machine.</summary>
    public bool Plain { get; init; }

    /// <summary>Adds a MariaDB server that replicates from the peers' in semi-synchronous mode.</summary>
    /// <param name="component">The component's name.</param>
    /// <param name="server">The server at this site.</param>
    /// <param name="peers">By the site's name: <c>mariadb://USER@HOST:PORT?OPTIONS</c>.</param>
    /// <param name="more">More fields, one a line.</param>
    public AgentYaml WithMariaDb(
        string component,
        MariaDbServer server,
        IReadOnlyDictionary<string, string> peers,
        params IEnumerable<string> more)
    {
        ArgumentNullException.ThrowIfNull(server);
        return With($$"""
              - name: {{component}}
                mariadb:
                  connection: 'mariadb://root@localhost?socket={{server.Socket}}'
                  peers: {{Map(peers)}}
                  roleFile: {{server.OptionFile}}
                  kill: {{List(server.KillCommand)}}
                  start: {{List(server.StartCommand)}}
                  replication: semi-sync
                  onStandbyLoss: block
            """, more.Select(line => $"      {line}"));
    }

    /// <summary>Adds a component that commands stand for, by the word of their verb.</summary>
    public AgentYaml WithCommands(
        string component, IReadOnlyDictionary<string, IReadOnlyList<string>> commands, bool writes = false) =>
        With($$"""
              - name: {{component}}
                commands:
                  writes: {{(writes ? "true" : "false")}}
            """, commands.Select(command => $"      {command.Key}: {List(command.Value)}"));

    /// <summary>Adds a component's lines as they are, at the indentation of the list.</summary>
    public AgentYaml With(string component, params IEnumerable<string> more)
    {
        _components.AppendLine(component);
        foreach (var line in more)
        {
            _components.AppendLine(line);
        }

        return this;
    }

    /// <summary>The file's text.</summary>
    public override string ToString() => $$"""
        apiVersion: mesh/v1
        kind: Agent
        system: {{System}}
        site: {{Site}}
        server: {url: '{{Server}}', keyFile: '{{KeyFile}}'{{(Plain ? ", plain: true" : "")}}}
        state: '{{State}}'
        voters: {{Map(Voters)}}
        lease: {{Lease}}
        {{(Listen is null ? "" : $"role: {{listen: '{Listen}'}}")}}
        {{(Watchdog.Count == 0 ? "" : $"watchdog: {{commands: [{Joined(Watchdog.Select(List))}]}}")}}
        {{(_components.Length == 0 ? "" : $"components:\n{_components}")}}
        {{More}}
        """;

    private static string Map(IReadOnlyDictionary<string, string> map) =>
        $"{{{Joined(map.Select(each => $"{each.Key}: '{each.Value}'"))}}}";

    private static string List(IReadOnlyList<string> list) =>
        $"[{Joined(list.Select(each => $"'{each.Replace("'", "''", StringComparison.Ordinal)}'"))}]";

    private static string Joined(IEnumerable<string> items) => string.Join(", ", items);
}
