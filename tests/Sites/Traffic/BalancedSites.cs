using Mesh.Domain.Sites;
using Mesh.Sites.Traffic;
using Mesh.Tests.Kit.Haproxy;
using Mesh.Tests.Sites.Databases;
using Xunit.Sdk;

namespace Mesh.Tests.Sites.Traffic;

/// <summary>Two sites with a server each, and the HAProxy and the part of one of them.</summary>
internal sealed class BalancedSites : IAsyncDisposable
{
    private BalancedSites(HaproxyServer haproxy, BackendServer a, BackendServer b, string site)
    {
        (Haproxy, A, B, Site) = (haproxy, a, b, site);
        Part = Open(options => options);
    }

    public HaproxyServer Haproxy { get; }

    public BackendServer A { get; }

    public BackendServer B { get; }

    public string Site { get; }

    public HaproxyPart Part { get; }

    /// <summary>Production is at <c>a</c>.</summary>
    /// <param name="site">Whose HAProxy it is.</param>
    /// <param name="level">What its socket allows.</param>
    /// <param name="asksRole">Whether the other site's server is checked by its role.</param>
    public static async Task<BalancedSites> StartAsync(
        string site, string level = "admin", bool asksRole = true)
    {
        var (a, b) = (new BackendServer("a1", true), new BackendServer("b1", false));
        var other = site == "a" ? b : a;
        var lines = new[] { a, b }.Select(each => each == other && !asksRole ? each.Plain : each.Line);
        var sites = new BalancedSites(
            await HaproxyServer.StartAsync([.. lines], level), a, b, site);

        // HAProxy takes servers for up until it has asked them.
        await Writers.UntilAsync(async () => await sites.MustAsync(SiteVerb.Status) is { Told: var told }
            && told.Contains("a1 UP", StringComparison.Ordinal) != (other == a && !asksRole)
            && told.Contains("b1 DOWN", StringComparison.Ordinal));
        return sites;
    }

    public static HaproxyPartOptions Options(HaproxyServer haproxy, string site) => new()
    {
        Component = "door", Site = site, Socket = haproxy.Socket, Backend = "db",
        Servers = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["a1"], ["b"] = ["b1"] },
        StateFile = haproxy.StateFile,
    };

    public HaproxyPart Open(Func<HaproxyPartOptions, HaproxyPartOptions> change) =>
        new(change(Options(Haproxy, Site)), TimeProvider.System);

    public Task<SiteAnswer> AskAsync(SiteVerb verb, HaproxyPart? part = null) => (part ?? Part).DoAsync(
        new SiteOrder
        {
            OrderId = $"o-{verb}", System = "bank", Site = Site, Component = "door", Verb = verb, Epoch = 3,
        },
        default);

    public async Task<SiteAnswer> MustAsync(SiteVerb verb)
    {
        var answer = await AskAsync(verb);
        return answer.Succeeded ? answer : throw new XunitException($"{verb}: {answer}\n{Haproxy.Log}");
    }

    /// <summary>Production moves, as the agents' role endpoints tell.</summary>
    public void Move(bool toB) => (A.IsProduction, B.IsProduction) = (!toB, toB);

    /// <summary>Waits until new sessions are led to a server; empty: to none.</summary>
    public Task AwaitLedAsync(string server) => Writers.UntilAsync(async () =>
    {
        using var session = await Session.OpenAsync(Haproxy.Port);
        return session.Server == server;
    });

    public async ValueTask DisposeAsync()
    {
        Part.Dispose();
        await Haproxy.DisposeAsync();
        await A.DisposeAsync();
        await B.DisposeAsync();
    }
}
