using System.Net;
using Mesh.Domain.Secrets;
using Mesh.Domain.Sites;
using Mesh.Sites.Traffic.Dns;
using Mesh.Tests.Kit.Bind;
using Xunit.Sdk;

namespace Mesh.Tests.Sites.Traffic;

/// <summary>Name servers of both sites, and the parts of the sites' agents.</summary>
internal sealed class NamedSites : IAsyncDisposable
{
    private readonly List<IDisposable> opened = [];

    private NamedSites(IReadOnlyList<BindServer> servers)
    {
        Servers = servers;
        A = Open("a");
        B = Open("b");
    }

    public IReadOnlyList<BindServer> Servers { get; }

    public DnsPart A { get; }

    public DnsPart B { get; }

    /// <summary>Starts the name servers of the zone.</summary>
    public static async Task<NamedSites> StartAsync(int count = 1, bool takesUpdates = true) => new(
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => BindServer.StartAsync(takesUpdates))));

    public static DnsPartOptions Options(string site, IEnumerable<BindServer> servers) => new()
    {
        Component = "names", Site = site, Servers = [.. servers.Select(server => server.Address)],
        Zone = BindServer.Zone,
        Records =
        [
            new DnsRecordOptions("db", DnsRecordType.A, TimeSpan.FromSeconds(30), Values(["10.1.0.5", "10.1.0.6"], ["10.2.0.5"])),
            new DnsRecordOptions("db", DnsRecordType.Aaaa, TimeSpan.FromSeconds(5), Values(["fd00:1::5"], ["FD00:2:0::5"])),
            new DnsRecordOptions("www", DnsRecordType.Cname, TimeSpan.Zero, Values(["A.bank.test"], ["b.bank.test"])),
        ],
        Key = new DnsKeyOptions(BindServer.KeyName, TsigAlgorithm.HmacSha256, SecretReference.Parse("env:KEY")),
        AnswerLimit = TimeSpan.FromSeconds(10),
    };

    public DnsPart Open(
        string site,
        Func<DnsPartOptions, DnsPartOptions>? change = null,
        string? secret = null,
        TimeProvider? time = null)
    {
        var options = Options(site, Servers);
        var part = new DnsPart(
            change is null ? options : change(options),
            (_, _) => Task.FromResult(secret ?? BindServer.Secret),
            time ?? TimeProvider.System);
        opened.Add(part);
        return part;
    }

    public static Task<SiteAnswer> AskAsync(DnsPart part, SiteVerb verb, long epoch = 1) => part.DoAsync(
        new SiteOrder
        {
            OrderId = $"o-{verb}-{epoch}", System = "bank", Site = "x", Component = "names", Verb = verb,
            Epoch = epoch,
        },
        default);

    public static async Task<SiteAnswer> MustAsync(DnsPart part, SiteVerb verb, long epoch = 1)
    {
        var answer = await AskAsync(part, verb, epoch);
        return answer.Succeeded ? answer : throw new XunitException($"{verb}: {answer}");
    }

    /// <summary>What a client sees that asks a name server or a resolver.</summary>
    public static async Task<string> SeenAsync(
        IPEndPoint server, string name = "db", DnsRecordType type = DnsRecordType.A)
    {
        var records = await new DnsServer(server, TimeSpan.FromSeconds(10), TimeProvider.System)
            .FindAsync($"{name}.{BindServer.Zone}", (ushort)type, key: null, default);
        return string.Join(' ', records.Select(record => record.Value).Order(StringComparer.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        opened.ForEach(part => part.Dispose());
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Values(string[] a, string[] b) =>
        new() { ["a"] = a, ["b"] = b };
}
