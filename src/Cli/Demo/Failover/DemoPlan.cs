using Mesh.Runtime.Hosting;

namespace Mesh.Cli.Demo.Failover;

/// <summary>Where everything of the demo is, and the files that an owner would write.</summary>
internal sealed class DemoPlan
{
    public const string System = "bank";

    /// <summary>The site that is production at first, its standby, and the witness.</summary>
    public static readonly string[] Places = ["a", "b", "w"];

    private const int Kinds = 3;
    private const string Lease = "10s";

    private readonly DemoFolder folder;
    private readonly int[] ports =
        [.. Enumerable.Range(0, Places.Length * Kinds).Select(_ => LoopbackPorts.Find())];

    public DemoPlan(DemoFolder folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(Path.Combine(folder.Root, "logs"));
        foreach (var place in Places)
        {
            Directory.CreateDirectory(Folder(place, "voter"));
        }
    }

    public static string Other(string site) => site == Places[0] ? Places[1] : Places[0];

    public int Port(string place, DemoPort kind) => ports[(Array.IndexOf(Places, place) * Kinds) + (int)kind];

    public string Folder(string place, string name) => Path.Combine(folder.Root, place, name);

    public string Log(string name) => Path.Combine(folder.Root, "logs", $"{name}.log");

    public string AgentFile(string place) => Path.Combine(folder.Root, place, "agent.yaml");

    public string KeyFile(string place) => Path.Combine(folder.Root, place, "agent.key");

    public string ProxyFile(string place) => Path.Combine(folder.Root, place, "haproxy.cfg");

    /// <summary>The system, as its owner would declare it.</summary>
    public string Manifest() =>
        $$"""
        apiVersion: mesh/v1
        kind: System
        name: {{System}}
        description: A bank that is at two sites, for the demo
        sites:
          - {name: a, faultDomain: first, voter: '{{Folder("a", "voter")}}'}
          - {name: b, faultDomain: second, role: standby, voter: '{{Folder("b", "voter")}}'}
        witness: {name: w, faultDomain: third, voter: '{{Folder("w", "voter")}}'}
        objectives: {rto: 2m, rpo: 0s}
        vault: {repository: '{{folder.Vault}}', password: 'file:{{folder.PasswordFile}}'}
        failover:
          mode: automatic
          lease: {{Lease}}
          detection: {every: 1s, failures: 3}
          checks: ['mariadb://probe@127.0.0.1:{{Port("b", DemoPort.Proxy)}}?tls=off']
        components:
          - name: db
            kind: database
            connection: 'mariadb://root@localhost?socket={{Folder("a", "database")}}/s'
            objectives: {rto: 30s}
            standby:
              site: b
              class: hot
              connection: 'mariadb://root@localhost?socket={{Folder("b", "database")}}/s'
              replication: semi-sync
              onStandbyLoss: block
        """;

    /// <summary>Writes the agents' and the load balancers' configurations.</summary>
    /// <param name="server">Where Mesh listens.</param>
    /// <param name="databases">The sites' databases.</param>
    public void WriteConfigurations(Uri server, IReadOnlyDictionary<string, DemoDatabase> databases)
    {
        foreach (var place in Places)
        {
            var components = databases.TryGetValue(place, out var database)
                ? Components(place, database)
                : "";
            File.WriteAllText(AgentFile(place), Agent(place, server, database) + components);
            if (database is not null)
            {
                File.WriteAllText(ProxyFile(place), DemoProxy.Configuration(
                    Port(place, DemoPort.Proxy),
                    databases.Keys.Select(site => (
                        site, Port(site, DemoPort.Database), Port(site, DemoPort.Role)))));
            }
        }
    }

    private string Agent(string place, Uri server, DemoDatabase? database) =>
        $$"""
        apiVersion: mesh/v1
        kind: Agent
        system: {{System}}
        site: {{place}}
        server: {url: '{{server}}', keyFile: '{{KeyFile(place)}}'}
        state: '{{Folder(place, "agent")}}'
        voters: {{{string.Join(", ", Places.Select(each => $"{each}: '{Folder(each, "voter")}'"))}}}
        lease: {{Lease}}
        role: {listen: '127.0.0.1:{{Port(place, DemoPort.Role)}}'}
        {{(database is null ? "" : $"watchdog: {{commands: [{List(database.KillCommand)}]}}")}}

        """;

    private string Components(string place, DemoDatabase database) =>
        $$"""
        components:
          - name: db
            mariadb:
              connection: 'mariadb://root@localhost?socket={{database.Socket}}'
              peers:
                {{Other(place)}}: 'mariadb://repl@127.0.0.1:{{Port(Other(place), DemoPort.Database)}}?tls=off'
              roleFile: '{{database.RoleFile}}'
              kill: {{List(database.KillCommand)}}
              start: {{List(database.StartCommand)}}
              replication: semi-sync
              onStandbyLoss: block

        """;

    private static string List(IEnumerable<string> words) =>
        $"[{string.Join(", ", words.Select(word => $"'{word}'"))}]";
}
