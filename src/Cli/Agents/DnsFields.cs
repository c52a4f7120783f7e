using System.Net;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Secrets;
using Mesh.Domain.Spelling;
using Mesh.Sites.Hosting;
using Mesh.Sites.Traffic.Dns;

namespace Mesh.Cli.Agents;

/// <summary>Reads names that an agent leads clients by: docs/TRAFFIC.md has the fields.</summary>
internal static class DnsFields
{
    private const int DnsPort = 53;

    private static readonly Dictionary<string, DnsRecordType> Types = new(StringComparer.Ordinal)
    {
        ["A"] = DnsRecordType.A, ["AAAA"] = DnsRecordType.Aaaa, ["CNAME"] = DnsRecordType.Cname,
    };

    private static readonly Dictionary<string, TsigAlgorithm> Algorithms = new(StringComparer.Ordinal)
    {
        ["hmac-sha256"] = TsigAlgorithm.HmacSha256,
        ["hmac-sha384"] = TsigAlgorithm.HmacSha384,
        ["hmac-sha512"] = TsigAlgorithm.HmacSha512,
    };

    /// <summary>The component; null after something was reported.</summary>
    public static DeclaredPart? Read(MapReader map, string component, string site)
    {
        map.Require("servers", "list the addresses of the zone's name servers, of both sites");
        map.Require("zone", "name the zone that the names are in");
        map.Require("key", "say which key the name servers take changes from");
        map.Require("records", "list the names and where they lead at each site");
        var servers = map.Texts("servers", Server);
        var zone = map.Text<string>("zone", text => text.TrimEnd('.'));
        var key = map.Map("key") is { } inner ? Key(inner) : null;
        var records = map.Maps("records").Select(Record).ToList();
        var resolvers = map.Texts("resolvers", Server);
        var limit = map.Value("answerLimit", Durations.Read);
        if (zone is null || key is null || records.Contains(null))
        {
            return null;
        }

        var usual = new DnsPartOptions
        {
            Component = component,
            Site = site,
            Servers = servers,
            Zone = zone,
            Records = [.. records.OfType<DnsRecordOptions>()],
            Key = key,
            Resolvers = resolvers,
        };
        var options = usual with { AnswerLimit = limit ?? usual.AnswerLimit };
        return new DeclaredPart(component, (resolve, time) => new DnsPart(options, resolve, time));
    }

    private static Parsed<IPEndPoint> Server(string text) =>
        IPEndPoint.TryParse(text, out var address)
            ? address.Port == 0 ? new IPEndPoint(address.Address, DnsPort) : address
            : new Problem($"'{text}' is no address of a name server", "write ADDRESS or ADDRESS:PORT");

    private static DnsKeyOptions? Key(MapReader map)
    {
        map.Require("name", "write the key's name at the name servers");
        map.Require("secret", "say where the key itself is, as in file:/etc/mesh/dns.key");
        var name = map.Text<string>("name", text => text.TrimEnd('.'));
        var algorithm = map.Value("algorithm", text => OneOf(Algorithms, text)) ?? TsigAlgorithm.HmacSha256;
        var secret = map.Text("secret", SecretReference.Read);
        map.Done();
        return name is null || secret is null ? null : new DnsKeyOptions(name, algorithm, secret);
    }

    private static DnsRecordOptions? Record(MapReader map)
    {
        map.Require("name", "write the name relative to the zone; '@' is the zone itself");
        map.Require("type", "write A, AAAA or CNAME");
        map.Require("ttl", "say how long resolvers may keep it, as in 30s");
        map.Require("values", "say by the name of each site where the name leads");
        var name = map.Text<string>("name", text => text);
        var type = map.Value("type", text => OneOf(Types, text));
        var ttl = map.Value("ttl", Durations.Read);
        var values = map.Map("values") is { } sites ? Values(sites) : null;
        map.Done();
        return name is null || type is null || ttl is null || values is null
            ? null
            : new DnsRecordOptions(name, type.Value, ttl.Value, values);
    }

    private static Dictionary<string, IReadOnlyList<string>> Values(MapReader map)
    {
        var values = map.Names.ToDictionary(site => site, map.Texts, StringComparer.Ordinal);
        map.Done();
        return values;
    }

    private static Parsed<T> OneOf<T>(Dictionary<string, T> known, string text)
        where T : notnull =>
        known.TryGetValue(text, out var value)
            ? value
            : new Problem($"'{text}' is not known", NearestWord.Hint(text, [.. known.Keys]));
}
