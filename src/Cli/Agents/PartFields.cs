using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Schedules;
using Mesh.Domain.Sites;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Sites.Commands;
using Mesh.Sites.Databases;
using Mesh.Sites.Hosting;
using Mesh.Sites.Hosts;
using Mesh.Sites.Traffic;

namespace Mesh.Cli.Agents;

/// <summary>
/// Reads one of an agent's components: its name, and one of the fields that say what it is made of.
/// </summary>
internal static class PartFields
{
    // What a component can be made of; each reads its own map.
    private static readonly Dictionary<string, Func<Part, DeclaredPart?>> Kinds =
        new(StringComparer.Ordinal)
        {
            ["mariadb"] = MariaDb,
            ["commands"] = Commands,
            ["haproxy"] = Haproxy,
            ["script"] = Script,
            ["dns"] = part => DnsFields.Read(part.Map, part.Component, part.Site),
        };

    private static readonly SiteVerb[] Verbs =
    [
        SiteVerb.Start, SiteVerb.Stop, SiteVerb.Status, SiteVerb.Promote, SiteVerb.Scale, SiteVerb.ScaleBack,
        SiteVerb.Check, SiteVerb.Fence, SiteVerb.Rehearse,
    ];

    /// <summary>The component; null after something was reported.</summary>
    public static DeclaredPart? Read(MapReader map, SystemName? system, SiteName? site)
    {
        map.Require("name", "name the component as the system's manifest does");
        var name = map.Text("name", ComponentName.Read);
        var given = Kinds.Keys.Where(map.Names.Contains).ToList();
        var inner = given.Select(kind => (kind, map: map.Map(kind))).ToList();
        if (given.Count != 1)
        {
            map.Refuse(
                given.Count == 0 ? "name" : given[1],
                $"one of these fields has to be there, and no other: {string.Join(", ", Kinds.Keys)}",
                "say what the component is made of");
        }

        map.Done();
        if (inner is not [(var only, { } fields)] || name is null || system is null || site is null)
        {
            return null;
        }

        var part = Kinds[only](new Part(fields, name.Value, system.Value, site.Value));
        fields.Done();
        return part;
    }

    /// <summary>A value that is on or off.</summary>
    public static Parsed<bool> Flag(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => new Problem($"'{text}' is neither true nor false", "write true or false"),
    };

    private static DeclaredPart? MariaDb(Part part)
    {
        var map = part.Map;
        map.Require("connection", "write how to reach the server here: mariadb://USER@localhost?socket=FILE");
        map.Require("peers", "write by each other site's name how this server replicates from there");
        map.Require("roleFile", "name the file that the server's configuration includes last");
        map.Require("kill", "write the command that ends the server at once");
        map.Require("start", "write the command that starts the server");
        var connection = map.Text("connection", DatabaseConnection.Read);
        var role = map.Text<string>("roleFile", text => text);
        var timeout = map.Value("commandTimeout", Durations.Read) ?? TimeSpan.FromMinutes(1);
        var (kill, start) = (Command(map, "kill", timeout), Command(map, "start", timeout));
        var usual = new MariaDbPartOptions
        {
            Component = part.Component,
            Connection = connection!,
            Peers = map.Map("peers") is { } peers ? Peers(peers) : [],
            RoleFile = role ?? "",
            Kill = kill,
            Start = start,
        };
        var options = usual with
        {
            Mode = map.Value("replication", Words.Read<ReplicationMode>) ?? usual.Mode,
            OnStandbyLoss = map.Value("onStandbyLoss", Words.Read<StandbyLoss>) ?? usual.OnStandbyLoss,
            DegradeAfter = map.Value("degradeAfter", Durations.Read) ?? usual.DegradeAfter,
            StartLimit = map.Value("startLimit", Durations.Read) ?? usual.StartLimit,
            AnswerLimit = map.Value("answerLimit", Durations.Read) ?? usual.AnswerLimit,
            ReceiptFolder = map.Text<string>("receipts", text => text),
        };
        return connection is null || role is null
            ? null
            : new DeclaredPart(part.Component, (resolve, time) => new MariaDbPart(options, resolve, time));
    }

    private static Dictionary<string, DatabaseConnection> Peers(MapReader map)
    {
        var peers = new Dictionary<string, DatabaseConnection>(StringComparer.Ordinal);
        foreach (var site in map.Names)
        {
            if (map.Text(site, DatabaseConnection.Read) is { } peer)
            {
                peers.Add(site, peer);
            }
        }

        map.Done();
        return peers;
    }

    private static DeclaredPart Commands(Part part)
    {
        var map = part.Map;
        var timeout = map.Value("timeout", Durations.Read) ?? TimeSpan.FromMinutes(1);
        var options = new CommandPartOptions
        {
            Component = part.Component,
            System = part.System,
            Site = part.Site,
            Writes = map.Value("writes", Flag) ?? false,
            Commands = Verbs.Where(verb => map.Names.Contains(Words.Of(verb)))
                .ToDictionary(verb => verb, verb => Command(map, Words.Of(verb), timeout)),
        };
        return new DeclaredPart(part.Component, (_, time) => new CommandPart(options, time));
    }

    private static DeclaredPart Script(Part part)
    {
        var map = part.Map;
        map.Require("run", "write the command, as in [/usr/local/bin/close-books]");
        var timeout = map.Value("timeout", Durations.Read) ?? DeclaredStep.UsualLimit;
        var options = new CommandPartOptions
        {
            Component = part.Component,
            System = part.System,
            Site = part.Site,
            Commands = new Dictionary<SiteVerb, DeclaredCommand>
            {
                [SiteVerb.Run] = Command(map, "run", timeout),
            },
        };
        return new DeclaredPart(part.Component, (_, time) => new CommandPart(options, time));
    }

    private static DeclaredPart? Haproxy(Part part)
    {
        var map = part.Map;
        map.Require("socket", "name HAProxy's runtime socket (stats socket ... level admin)");
        map.Require("backend", "name the backend that leads to the system");
        map.Require("servers", "list the backend's servers by the name of the site they stand at");
        map.Require("stateFile", "name the file that the backend loads its servers' state from");
        var socket = map.Text<string>("socket", text => text);
        var backend = map.Text<string>("backend", text => text);
        var state = map.Text<string>("stateFile", text => text);
        var servers = map.Map("servers") is { } sites ? Servers(sites) : null;
        var answer = map.Value("answerLimit", Durations.Read);
        var turn = map.Value("turnLimit", Durations.Read);
        if (socket is null || backend is null || state is null || servers is null)
        {
            return null;
        }

        var usual = new HaproxyPartOptions
        {
            Component = part.Component,
            Site = part.Site,
            Socket = socket,
            Backend = backend,
            Servers = servers,
            StateFile = state,
        };
        var options = usual with
        {
            AnswerLimit = answer ?? usual.AnswerLimit,
            TurnLimit = turn ?? usual.TurnLimit,
        };
        return new DeclaredPart(part.Component, (_, time) => new HaproxyPart(options, time));
    }

    private static Dictionary<string, IReadOnlyList<string>> Servers(MapReader map)
    {
        var servers = map.Names.ToDictionary(site => site, map.Texts, StringComparer.Ordinal);
        map.Done();
        return servers;
    }

    private static DeclaredCommand Command(MapReader map, string field, TimeSpan timeout) =>
        new() { Arguments = map.Texts(field), Timeout = timeout };

    private sealed record Part(MapReader Map, string Component, string System, string Site);
}
