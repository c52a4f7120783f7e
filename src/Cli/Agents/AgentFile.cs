using System.Net;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Standbys;
using Mesh.Sites.Hosting;
using Mesh.Storage.Locations;

namespace Mesh.Cli.Agents;

/// <summary>Reads <c>agent.yaml</c>, as strictly as a manifest: docs/AGENTS.md has its fields.</summary>
public static class AgentFile
{
    /// <summary>The kind of document.</summary>
    public const string Kind = "Agent";

    private const int Voters = 3;

    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-config</c>: it cannot be read.</exception>
    public static async Task<AgentOptions> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await File.ReadAllTextAsync(path, cancellationToken), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "unreadable-config", path, error.Message.TrimEnd('.'),
                "name the agent's configuration by --config, and let its user read it", ExitCode.BadInput,
                error);
        }
    }

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static AgentOptions Read(string text, string file) =>
        StrictDocument.Read(text, file, Kind, Fields);

    private static AgentOptions? Fields(MapReader map)
    {
        map.Require("system", "name the system");
        map.Require("site", "name this agent's site, or the witness");
        map.Require("server", "say which server gives the orders");
        map.Require("state", "name a folder for what the agent has to remember");
        map.Require("voters", "name the three stores that vote on who is production");
        var system = map.Text("system", SystemName.Read);
        var site = map.Text("site", SiteName.Read);
        var server = map.Map("server") is { } inner ? Server(inner) : null;
        var state = map.Text("state", AbsolutePath);
        var voters = VotersOf(map);
        var lease = map.Value("lease", LeaseOf) ?? FailoverRules.UsualLease;
        var role = map.Map("role") is { } listening ? Listen(listening) : null;
        var watchdog = map.Map("watchdog") is { } dog ? Watchdog(dog) : [];
        var parts = PartsOf(map, system, site);
        return system is null || site is null || server is null || state is null
            ? null
            : new AgentOptions
            {
                System = system,
                Site = site,
                Server = server,
                State = state,
                Voters = voters,
                Lease = lease,
                RoleListen = role,
                WatchdogCommands = watchdog,
                Parts = parts,
            };
    }

    private static ServerAddress? Server(MapReader map)
    {
        map.Require("url", "write where the server answers, as in https://mesh.example");
        map.Require("keyFile", "name the file of the key that 'mesh agent key' has made");
        var url = map.Text("url", Address);
        var key = map.Text("keyFile", AbsolutePath);
        var trust = map.Text("trust", AbsolutePath);
        var plain = map.Value("plain", PartFields.Flag) ?? false;
        if (url is { Scheme: "http", IsLoopback: false } && !plain)
        {
            map.Refuse("url", "over 'http' the key would cross the network for all to read",
                "use https, or write 'plain: true' where the network is protected otherwise");
        }

        map.Done();
        return url is null || key is null ? null : new ServerAddress(url, key, trust);
    }

    private static Dictionary<string, string> VotersOf(MapReader map)
    {
        var voters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Map("voters") is not { } inner)
        {
            return voters;
        }

        foreach (var name in inner.Names)
        {
            if (inner.Text(name, Location) is { } location)
            {
                voters.Add(name, location);
            }
        }

        if (inner.Names.Count() < Voters || inner.Names.Count() % 2 == 0)
        {
            map.Refuse("voters", "are not three, nor another odd number from there",
                "name the sites' and the witness's, as the system's manifest does");
        }

        inner.Done();
        return voters;
    }

    private static IPEndPoint? Listen(MapReader map)
    {
        map.Require("listen", "write where load balancers ask, as in 127.0.0.1:7475");
        var listen = map.Text<IPEndPoint>("listen", text =>
            IPEndPoint.TryParse(text, out var parsed) && text.Contains(':', StringComparison.Ordinal)
                ? parsed
                : new Problem($"'{text}' is not an address and a port", "write it as in 127.0.0.1:7475"));
        map.Done();
        return listen;
    }

    private static IReadOnlyList<IReadOnlyList<string>> Watchdog(MapReader map)
    {
        map.Require("commands", "list what stops the writes when the agent does not");
        var commands = map.TextLists("commands");
        if (commands.Any(command => command.Count == 0 || command[0].Length == 0))
        {
            map.Refuse("commands", "one of them is empty", "write '- [program, argument]'");
        }

        map.Done();
        return commands;
    }

    private static List<DeclaredPart> PartsOf(MapReader map, SystemName? system, SiteName? site)
    {
        var parts = new List<DeclaredPart>();
        foreach (var fields in map.Maps("components"))
        {
            if (PartFields.Read(fields, system, site) is { } part)
            {
                if (parts.Any(other => other.Component == part.Component))
                {
                    fields.Refuse("name", $"there is a component '{part.Component}' already",
                        "name each once");
                }

                parts.Add(part);
            }
        }

        return parts;
    }

    private static Parsed<Uri> Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.UserInfo.Length == 0 && url.PathAndQuery == "/"
            ? url
            : new Problem("is not the address of a server", "write it as in https://mesh.example");

    private static Parsed<string> AbsolutePath(string text) => Path.IsPathRooted(text)
        ? text
        : new Problem($"'{text}' is not an absolute path", "write it from the root on");

    private static Parsed<string> Location(string text)
    {
        try
        {
            RepositoryLocation.Parse(text);
            return text;
        }
        catch (MeshException error)
        {
            return new Problem(error.Cause, error.Hint);
        }
    }

    private static Parsed<TimeSpan> LeaseOf(string text)
    {
        var parsed = Durations.Read(text);
        return parsed.IsValid && (parsed.Value < ShortestLease || parsed.Value > LongestLease)
            ? new Problem($"'{text}' is not between 5s and 10m", "write what 'failover.lease' declares")
            : parsed;
    }
}
