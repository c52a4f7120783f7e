using System.Net.Sockets;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Traffic;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Traffic;

/// <summary>A real HAProxy, its clients and its servers.</summary>
public class HaproxyPartTests
{
    [HaproxyFact]
    public async Task A_switch_cuts_open_sessions_and_leads_new_ones_to_its_site()
    {
        await using var sites = await BalancedSites.StartAsync("b");
        await sites.AwaitLedAsync("a1");
        using var open = await Session.OpenAsync(sites.Haproxy.Port);
        Assert.Equal("a1", open.Server);

        // The old production's role has not been asked again yet, as where its agent was fenced just now.
        sites.B.IsProduction = true;
        var answer = await sites.MustAsync(SiteVerb.Switch);
        sites.A.IsProduction = false;

        Assert.StartsWith("leads to b: ", answer.Told, StringComparison.Ordinal);
        Assert.True(await open.IsCutAsync());
        await sites.AwaitLedAsync("b1");
    }

    [HaproxyFact]
    public async Task A_switched_load_balancer_follows_the_roles_from_then_on()
    {
        await using var sites = await BalancedSites.StartAsync("b");
        sites.Move(toB: true);
        await sites.MustAsync(SiteVerb.Switch);
        await sites.MustAsync(SiteVerb.Check);

        sites.Move(toB: false);
        await sites.AwaitLedAsync("a1");

        // The new one may be seen up before the old one is seen down.
        await Databases.Writers.UntilAsync(async () =>
            (await sites.AskAsync(SiteVerb.Check)).Code == "not-led");
    }

    [HaproxyFact]
    public async Task A_drained_site_closes_its_door_although_it_is_production_still()
    {
        await using var sites = await BalancedSites.StartAsync("a");
        await sites.AwaitLedAsync("a1");
        using var open = await Session.OpenAsync(sites.Haproxy.Port);

        await sites.MustAsync(SiteVerb.Drain);

        Assert.True(await open.IsCutAsync());
        for (var i = 0; i < 20; i++)
        {
            using var none = await Session.OpenAsync(sites.Haproxy.Port);
            Assert.Equal("", none.Server);
        }

        Assert.Equal(0, sites.B.Greeted);
        sites.Move(toB: true);
        await sites.AwaitLedAsync("b1");
    }

    [HaproxyFact]
    public async Task What_was_set_survives_a_restart_of_HAProxy()
    {
        await using var sites = await BalancedSites.StartAsync("a");
        await sites.AwaitLedAsync("a1");
        await sites.MustAsync(SiteVerb.Drain);

        await sites.Haproxy.KillAsync();
        await sites.Haproxy.StartAgainAsync();

        // Its role says production, and only what was loaded keeps it closed.
        var status = await sites.MustAsync(SiteVerb.Status);
        Assert.Contains("a1 MAINT", status.Told, StringComparison.Ordinal);
        using var none = await Session.OpenAsync(sites.Haproxy.Port);
        Assert.Equal("", none.Server);
    }

    [HaproxyFact]
    public async Task A_server_whose_check_does_not_ask_the_role_stays_closed_after_a_switch()
    {
        await using var sites = await BalancedSites.StartAsync("b", asksRole: false);
        sites.Move(toB: true);

        var answer = await sites.MustAsync(SiteVerb.Switch);

        Assert.Contains("a: a1 MAINT", answer.Told, StringComparison.Ordinal);
        await sites.MustAsync(SiteVerb.Check);
        Assert.Equal(0, await LedToAAsync(sites));
    }

    [HaproxyFact]
    public async Task A_check_says_when_two_sites_are_led_to()
    {
        await using var sites = await BalancedSites.StartAsync("b", asksRole: false);
        sites.B.IsProduction = true;
        await Databases.Writers.UntilAsync(async () =>
            (await sites.AskAsync(SiteVerb.Status)).Told.Contains("b1 UP", StringComparison.Ordinal));

        Assert.Equal("led-elsewhere", (await sites.AskAsync(SiteVerb.Check)).Code);
    }

    [HaproxyFact]
    public async Task A_switch_to_a_site_that_is_not_up_leaves_the_door_closed_and_says_so()
    {
        await using var sites = await BalancedSites.StartAsync("b");
        using var part = sites.Open(options => options with { TurnLimit = TimeSpan.FromSeconds(1) });
        await sites.AwaitLedAsync("a1");

        var answer = await sites.AskAsync(SiteVerb.Switch, part);

        Assert.Equal(("not-up", true), (answer.Code, answer.Retryable));
        Assert.Contains("b1 DOWN (L7STS 503)", answer.Told, StringComparison.Ordinal);
        Assert.Contains("it stands at: a: a1 MAINT", answer.Told, StringComparison.Ordinal);
        using var none = await Session.OpenAsync(sites.Haproxy.Port);
        Assert.Equal("", none.Server);
        sites.Move(toB: true);
        await sites.MustAsync(SiteVerb.Switch);
        await sites.AwaitLedAsync("b1");
    }

    [HaproxyFact]
    public async Task A_name_that_HAProxy_does_not_know_changes_nothing()
    {
        await using var sites = await BalancedSites.StartAsync("b");
        await sites.AwaitLedAsync("a1");
        using var unknown = sites.Open(options => options with
        {
            Servers = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["a1"], ["b"] = ["b1", "b2"] },
        });
        using var nowhere = sites.Open(options => options with { Backend = "shop" });

        var server = await sites.AskAsync(SiteVerb.Switch, unknown);
        var backend = await sites.AskAsync(SiteVerb.Switch, nowhere);

        Assert.Equal(
            ("haproxy-server-unknown", "haproxy-server-unknown", false), (server.Code, backend.Code, server.Retryable));
        Assert.Contains("b2", server.Told, StringComparison.Ordinal);
        await sites.AwaitLedAsync("a1");
    }

    [HaproxyFact]
    public async Task A_socket_that_only_shows_is_named_with_the_way_out()
    {
        await using var sites = await BalancedSites.StartAsync("a", level: "operator");

        var answer = await sites.AskAsync(SiteVerb.Drain);

        Assert.Equal(("haproxy-denied", false), (answer.Code, answer.Retryable));
        Assert.Contains("level admin", answer.Hint, StringComparison.Ordinal);
        Assert.True((await sites.AskAsync(SiteVerb.Status)).Succeeded);
    }

    [HaproxyFact]
    public async Task A_rehearsal_says_whether_it_could_be_switched_and_touches_nobody()
    {
        await using var sites = await BalancedSites.StartAsync("b");
        await sites.AwaitLedAsync("a1");
        using var open = await Session.OpenAsync(sites.Haproxy.Port);
        var before = (await sites.MustAsync(SiteVerb.Status)).Told;

        var answer = await sites.MustAsync(SiteVerb.Rehearse);

        Assert.StartsWith("could be led to b: ", answer.Told, StringComparison.Ordinal);
        Assert.Equal(before, (await sites.MustAsync(SiteVerb.Status)).Told);
        await sites.AwaitLedAsync("a1");
        await using var closed = await BalancedSites.StartAsync("b", level: "operator");
        Assert.Equal("haproxy-denied", (await closed.AskAsync(SiteVerb.Rehearse)).Code);
    }

    [HaproxyFact]
    public async Task A_state_that_cannot_be_kept_is_said_although_it_holds_now()
    {
        await using var sites = await BalancedSites.StartAsync("a");
        using var scratch = new ScratchFolder();
        using var part = sites.Open(options => options with { StateFile = scratch["none/db.state"] });

        var answer = await sites.AskAsync(SiteVerb.Drain, part);

        Assert.Equal(("file-unwritable", true), (answer.Code, answer.Retryable));
        Assert.Contains("a1 MAINT", (await sites.MustAsync(SiteVerb.Status)).Told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "haproxy-answer-broken")]
    [InlineData("1\n# be_id srv_na", "haproxy-answer-broken")]
    [InlineData("1\n# be_id srv_name\n3\n\n", "haproxy-answer-broken")]
    [InlineData("1\n# be_id srv_name\n3 a1\n\n", "haproxy-refused")]
    [InlineData(null, "haproxy-silent")]
    public async Task What_is_no_answer_of_HAProxy_is_not_taken_for_one(string? said, string code)
    {
        using var scratch = new ScratchFolder();
        using var end = new CancellationTokenSource();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(scratch["s"]));
        listener.Listen();
        var serving = SayAsync(listener, said, end.Token);
        using var part = Alone(scratch, TimeSpan.FromSeconds(said is null ? 0.2 : 20));

        var answer = await part.DoAsync(Order(SiteVerb.Switch), default);

        Assert.Equal((code, false), (answer.Code, answer.Succeeded));
        Assert.False(await part.ServesAsync(default));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact]
    public async Task An_HAProxy_that_does_not_run_is_an_answer()
    {
        using var scratch = new ScratchFolder();
        using var part = Alone(scratch, TimeSpan.FromSeconds(20));

        var answer = await part.DoAsync(Order(SiteVerb.Switch), default);

        Assert.Equal(("haproxy-unreachable", true), (answer.Code, answer.Retryable));
    }

    [Theory]
    [InlineData("b1; shutdown frontend clients", "no name")]
    [InlineData("a1", "twice")]
    public void A_declaration_that_cannot_be_meant_is_refused(string name, string cause)
    {
        var error = Assert.Throws<MeshException>(() => new HaproxyPart(
            new HaproxyPartOptions
            {
                Component = "door", Site = "a", Socket = "/s", Backend = "db", StateFile = "/f",
                Servers = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["a1"], ["b"] = [name] },
            },
            TimeProvider.System));

        Assert.Equal("invalid-part", error.Code);
        Assert.Contains(cause, error.Cause, StringComparison.Ordinal);
    }

    private static HaproxyPart Alone(ScratchFolder scratch, TimeSpan limit) => new(
        new HaproxyPartOptions
        {
            Component = "door", Site = "a", Socket = scratch["s"], Backend = "db", StateFile = scratch["f"],
            Servers = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["a1"], ["b"] = ["b1"] },
            AnswerLimit = limit,
        },
        TimeProvider.System);

    private static SiteOrder Order(SiteVerb verb) => new()
    {
        OrderId = "o-1", System = "bank", Site = "a", Component = "door", Verb = verb, Epoch = 3,
    };

    private static async Task<int> LedToAAsync(BalancedSites sites)
    {
        var led = 0;
        for (var i = 0; i < 20; i++)
        {
            using var session = await Session.OpenAsync(sites.Haproxy.Port);
            led += session.Server == "a1" ? 1 : 0;
        }

        return led;
    }

    // Null: it takes what is asked and says nothing.
    private static async Task SayAsync(Socket listener, string? said, CancellationToken cancellationToken)
    {
        var kept = new List<Socket>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(cancellationToken);
                await client.ReceiveAsync(new byte[1024], cancellationToken);
                if (said is null)
                {
                    kept.Add(client);
                    continue;
                }

                await client.SendAsync(Encoding.ASCII.GetBytes(said), cancellationToken);
                client.Dispose();
            }
        }
        finally
        {
            kept.ForEach(client => client.Dispose());
        }
    }
}
