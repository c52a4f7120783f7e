using System.Net;
using System.Net.Sockets;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Traffic.Dns;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Bind;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.Sites.Traffic;

/// <summary>Real name servers, and who asks them.</summary>
public class DnsPartTests(ITestOutputHelper output)
{
    [BindFact]
    public async Task A_switch_leads_every_name_to_the_site()
    {
        await using var sites = await NamedSites.StartAsync();
        var server = sites.Servers[0].Address;

        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);
        Assert.Equal("10.1.0.5 10.1.0.6", await NamedSites.SeenAsync(server));
        Assert.True(await sites.A.ServesAsync(default));
        await NamedSites.MustAsync(sites.A, SiteVerb.Check);

        var told = (await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 2)).Told;
        Assert.Equal("10.2.0.5", await NamedSites.SeenAsync(server));
        Assert.Equal("fd00:2::5", await NamedSites.SeenAsync(server, type: DnsRecordType.Aaaa));
        Assert.Equal("b.bank.test", await NamedSites.SeenAsync(server, "www", DnsRecordType.Cname));
        Assert.Contains("may keep the old for 30 s", told, StringComparison.Ordinal);
        Assert.Equal("not-led", (await NamedSites.AskAsync(sites.A, SiteVerb.Check)).Code);
        Assert.Contains(
            "b in epoch 2", (await NamedSites.MustAsync(sites.A, SiteVerb.Status)).Told, StringComparison.Ordinal);
        Assert.False(await sites.A.ServesAsync(default));
    }

    [BindFact]
    public async Task A_rehearsal_says_whether_names_could_be_switched_and_changes_none()
    {
        await using var sites = await NamedSites.StartAsync(count: 2);
        var first = await NamedSites.MustAsync(sites.B, SiteVerb.Rehearse);
        Assert.Equal("", await NamedSites.SeenAsync(sites.Servers[0].Address));
        await NamedSites.MustAsync(sites.A, SiteVerb.Switch, epoch: 3);

        var current = await NamedSites.MustAsync(sites.B, SiteVerb.Rehearse, epoch: 3);
        var stale = await NamedSites.AskAsync(sites.B, SiteVerb.Rehearse, epoch: 2);
        await sites.Servers[1].KillAsync();
        var away = await NamedSites.AskAsync(sites.B, SiteVerb.Rehearse, epoch: 3);

        Assert.Contains("could be led to b", first.Told, StringComparison.Ordinal);
        Assert.Contains("2 name servers take changes", current.Told, StringComparison.Ordinal);
        Assert.Equal(("stale-epoch", "dns-unreachable"), (stale.Code, away.Code));
        Assert.Equal("10.1.0.5 10.1.0.6", await NamedSites.SeenAsync(sites.Servers[0].Address));
    }

    [BindFact]
    public async Task A_stale_epoch_is_refused_and_changes_nothing()
    {
        await using var sites = await NamedSites.StartAsync();
        await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 7);

        var stale = await NamedSites.AskAsync(sites.A, SiteVerb.Switch, epoch: 6);
        var other = await NamedSites.AskAsync(sites.A, SiteVerb.Switch, epoch: 7);
        var again = await NamedSites.AskAsync(sites.B, SiteVerb.Switch, epoch: 7);

        Assert.Equal(("stale-epoch", false), (stale.Code, stale.Retryable));
        Assert.Equal("epoch-taken", other.Code);
        Assert.True(again.Succeeded);
        Assert.Equal("10.2.0.5", await NamedSites.SeenAsync(sites.Servers[0].Address));
    }

    [BindFact]
    public async Task The_name_server_itself_refuses_a_change_that_was_made_before_a_newer_epoch()
    {
        await using var sites = await NamedSites.StartAsync();
        var server = sites.Servers[0].Address;
        var key = new TsigKey(
            BindServer.KeyName, TsigAlgorithm.HmacSha256, Convert.FromBase64String(BindServer.Secret));
        var zone = new DnsZone(NamedSites.Options("a", sites.Servers), server, TimeProvider.System);
        var (first, last) = (new DnsEpoch(1, "a"), new DnsEpoch(2, "a"));

        // An agent that reads, stands still, and goes on after the other site was switched to.
        var made = await zone.SendAsync(id => zone.Change(id, first, null), key, default);
        await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 3);
        var late = await zone.SendAsync(id => zone.Change(id, last, first.ToString()), key, default);
        var asIfFirst = await zone.SendAsync(id => zone.Change(id, last, null), key, default);

        Assert.Equal(
            (DnsNumbers.NoError, DnsNumbers.NxRrset, DnsNumbers.YxRrset), (made, late, asIfFirst));
        Assert.Equal("10.2.0.5", await NamedSites.SeenAsync(server));
    }

    [BindFact]
    public async Task A_name_that_somebody_led_elsewhere_by_hand_is_led_back_by_the_same_order()
    {
        await using var sites = await NamedSites.StartAsync();
        var server = sites.Servers[0].Address;
        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);
        await ChangeByHandAsync(server, "db", DnsRecordType.A, "10.9.9.9");
        Assert.Equal("10.9.9.9", await NamedSites.SeenAsync(server));

        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);

        Assert.Equal("10.1.0.5 10.1.0.6", await NamedSites.SeenAsync(server));
    }

    [BindFact]
    public async Task A_change_that_the_name_server_took_and_did_not_make_is_no_success()
    {
        await using var sites = await NamedSites.StartAsync();

        // Beside an address no alias can stand: the server drops it without a word (RFC 2136, 3.4.2.2).
        await ChangeByHandAsync(sites.Servers[0].Address, "www", DnsRecordType.A, "10.9.9.9");

        Assert.Equal("dns-not-read-back", (await NamedSites.AskAsync(sites.A, SiteVerb.Switch)).Code);
    }

    [BindFact]
    public async Task Of_sites_that_switch_at_once_the_newest_epoch_has_the_names()
    {
        await using var sites = await NamedSites.StartAsync();
        for (var epoch = 1; epoch < 20; epoch += 2)
        {
            var older = NamedSites.AskAsync(sites.A, SiteVerb.Switch, epoch);
            var newer = NamedSites.AskAsync(sites.B, SiteVerb.Switch, epoch + 1);
            await Task.WhenAll(older, newer);

            Assert.True((await newer).Succeeded, (await newer).Told);
            Assert.Equal("10.2.0.5", await NamedSites.SeenAsync(sites.Servers[0].Address));
        }
    }

    [BindFact]
    public async Task A_name_server_that_was_away_is_told_when_it_is_back()
    {
        await using var sites = await NamedSites.StartAsync(count: 2);
        var (stays, away) = (sites.Servers[0], sites.Servers[1]);
        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);
        await away.KillAsync();

        var answer = await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 2);
        Assert.Contains($"not told yet, and told as soon as they can be: name server {away.Address}", answer.Told,
            StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<MeshException>(() => sites.Open("b").TendAsync(default));
        await away.StartAgainAsync();
        Assert.Equal("10.1.0.5 10.1.0.6", await NamedSites.SeenAsync(away.Address));

        // By the other site's agent, whom nobody has ordered anything.
        await sites.A.TendAsync(default);

        Assert.Equal(
            ("10.2.0.5", "10.2.0.5"),
            (await NamedSites.SeenAsync(away.Address), await NamedSites.SeenAsync(stays.Address)));
        await NamedSites.MustAsync(sites.B, SiteVerb.Check);
    }

    [BindFact]
    public async Task A_lost_name_server_is_told_of_by_a_check_and_fails_it_only_where_none_is_left()
    {
        await using var sites = await NamedSites.StartAsync(count: 2);
        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);
        await sites.Servers[0].KillAsync();
        await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 2);

        var led = await NamedSites.MustAsync(sites.B, SiteVerb.Check);
        await sites.Servers[0].StartAgainAsync();
        var behind = await NamedSites.AskAsync(sites.B, SiteVerb.Check);
        await sites.Servers[0].KillAsync();
        await sites.Servers[1].KillAsync();
        var none = await NamedSites.AskAsync(sites.B, SiteVerb.Check);

        Assert.StartsWith(
            $"1 of 2 name servers and resolvers lead to b; not seen: name server {sites.Servers[0].Address}",
            led.Told,
            StringComparison.Ordinal);
        Assert.Equal("not-led", behind.Code);
        Assert.Equal(("dns-unreachable", true), (none.Code, none.Retryable));
    }

    [BindFact]
    public async Task A_name_server_that_is_behind_does_not_take_what_the_others_know_to_be_stale()
    {
        await using var sites = await NamedSites.StartAsync(count: 2);
        await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 1);
        await sites.Servers[1].KillAsync();
        await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 9);
        await sites.Servers[1].StartAgainAsync();

        Assert.Equal("stale-epoch", (await NamedSites.AskAsync(sites.A, SiteVerb.Switch, epoch: 5)).Code);
        Assert.Equal("10.2.0.5", await NamedSites.SeenAsync(sites.Servers[1].Address));
    }

    [BindFact]
    public async Task What_a_resolver_still_sees_is_said_with_the_time_that_is_left()
    {
        await using var sites = await NamedSites.StartAsync();
        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);
        await using var resolver = await BindServer.StartResolverAsync(sites.Servers[0]);
        Assert.Equal("10.1.0.5 10.1.0.6", await NamedSites.SeenAsync(resolver.Address));
        await NamedSites.MustAsync(sites.B, SiteVerb.Switch, epoch: 2);
        var part = sites.Open("b", options => options with { Resolvers = [resolver.Address] });

        var answer = await NamedSites.AskAsync(part, SiteVerb.Check);

        Assert.Equal(("resolver-stale", true), (answer.Code, answer.Retryable));
        Assert.Matches("leads db.bank.test to 10.1.0.5, 10.1.0.6 for (30|[12]?[0-9]) s more$", answer.Told);
    }

    [BindFact]
    public async Task A_key_that_is_wrong_unknown_or_out_of_time_is_named_with_the_way_out()
    {
        await using var sites = await NamedSites.StartAsync();
        var other = Convert.ToBase64String(new byte[32]);
        var wrong = sites.Open("a", secret: other);
        var unknown = sites.Open("a", options => options with { Key = options.Key with { Name = "nobody" } });
        var late = sites.Open("a", time: new ShiftedTime(TimeSpan.FromHours(1)));
        var unusable = sites.Open("a", secret: "no base64!");

        foreach (var (part, code) in new[]
        {
            (wrong, "dns-key-wrong"), (unknown, "dns-key-unknown"), (late, "dns-clock"),
            (unusable, "dns-key-unusable"),
        })
        {
            var answer = await NamedSites.AskAsync(part, SiteVerb.Switch);

            Assert.Equal(code, answer.Code);
            Assert.NotEmpty(answer.Hint);
            Assert.DoesNotContain(other, answer.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("no base64!", answer.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal("", await NamedSites.SeenAsync(sites.Servers[0].Address));
    }

    [BindFact]
    public async Task A_zone_that_the_key_may_not_change_and_one_that_is_not_there_are_named()
    {
        await using var sites = await NamedSites.StartAsync(takesUpdates: false);
        var elsewhere = sites.Open("a", options => options with { Zone = "shop.test" });

        Assert.Equal("dns-refused", (await NamedSites.AskAsync(sites.A, SiteVerb.Switch)).Code);
        Assert.Equal("dns-refused", (await NamedSites.AskAsync(sites.A, SiteVerb.Rehearse)).Code);
        Assert.Equal("dns-refused", (await NamedSites.AskAsync(elsewhere, SiteVerb.Switch)).Code);
    }

    [BindFact]
    public async Task A_change_without_a_key_is_refused()
    {
        await using var sites = await NamedSites.StartAsync();
        var address = sites.Servers[0].Address;
        var zone = new DnsZone(NamedSites.Options("a", sites.Servers), address, TimeProvider.System);
        var server = new DnsServer(address, TimeSpan.FromSeconds(10), TimeProvider.System);

        var answer = await server.SendAsync(id => zone.Change(id, new DnsEpoch(1, "a"), null), null, default);

        Assert.Equal(DnsNumbers.Refused, answer.Code);
        Assert.Equal("", await NamedSites.SeenAsync(sites.Servers[0].Address));
    }

    [Fact]
    public async Task An_answer_that_is_garbage_unsigned_or_none_is_not_believed()
    {
        var query = DnsRequests.Query(1, "a.test", 1, false);
        byte[] good = [0, 1, 0x84, 0, .. query[4..]];
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 300; round++)
        {
            var garbage = round switch
            {
                0 => good,
                1 => [],
                _ => new byte[random.Next(0, 60)],
            };
            if (round > 1)
            {
                random.NextBytes(garbage);
                good.AsSpan(0, Math.Min(random.Next(13), garbage.Length)).CopyTo(garbage);
            }

            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var saying = SayAsync(listener, garbage);
            using var part = new DnsPart(
                NamedSites.Options("a", []) with { Servers = [(IPEndPoint)listener.LocalEndpoint] },
                (_, _) => Task.FromResult(BindServer.Secret), TimeProvider.System);

            var answer = await NamedSites.AskAsync(part, SiteVerb.Status);
            await saying;

            Assert.True(answer.Succeeded);
            Assert.Matches("its answer|does not answer|it answers|does not accept|BADKEY|BADTIME", answer.Told);
        }
    }

    [BindFact]
    public async Task An_answer_that_was_changed_on_its_way_is_not_believed()
    {
        await using var sites = await NamedSites.StartAsync();
        await NamedSites.MustAsync(sites.A, SiteVerb.Switch);
        using var relay = new TcpListener(IPAddress.Loopback, 0);
        relay.Start();
        var relaying = RelayOneAsync(
            relay, sites.Servers[0].Address, answer => answer[3] |= DnsNumbers.NxDomain);
        var part = sites.Open("a", options => options with { Servers = [(IPEndPoint)relay.LocalEndpoint] });

        var answer = await NamedSites.AskAsync(part, SiteVerb.Check);
        await relaying;

        Assert.Equal(("dns-answer-unsigned", false), (answer.Code, answer.Retryable));
    }

    [Fact]
    public async Task A_name_server_that_says_nothing_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var part = new DnsPart(
            NamedSites.Options("a", []) with
            {
                Servers = [(IPEndPoint)listener.LocalEndpoint], AnswerLimit = TimeSpan.FromMilliseconds(200),
            },
            (_, _) => Task.FromResult(BindServer.Secret), TimeProvider.System);

        var answer = await NamedSites.AskAsync(part, SiteVerb.Switch);

        Assert.Equal(("dns-silent", true), (answer.Code, answer.Retryable));
    }

    [Theory]
    [InlineData("10.1.0.256", "nothing that")]
    [InlineData("fd00::1", "nothing that")]
    [InlineData("", "leads nowhere")]
    public void A_name_that_leads_to_what_is_no_address_is_refused(string value, string cause)
    {
        var options = NamedSites.Options("a", []) with
        {
            Servers = [new IPEndPoint(IPAddress.Loopback, 53)],
            Records =
            [
                new DnsRecordOptions("db", DnsRecordType.A, TimeSpan.FromSeconds(30),
                    new Dictionary<string, IReadOnlyList<string>> { ["a"] = value.Length == 0 ? [] : [value] }),
            ],
        };

        var error = Assert.Throws<MeshException>(() => new DnsPart(
            options, (_, _) => Task.FromResult(""), TimeProvider.System));

        Assert.Contains(cause, error.Cause, StringComparison.Ordinal);
    }

    private static async Task ChangeByHandAsync(
        IPEndPoint server, string name, DnsRecordType type, string value)
    {
        var key = new TsigKey(
            BindServer.KeyName, TsigAlgorithm.HmacSha256, Convert.FromBase64String(BindServer.Secret));
        var set = new DnsSet($"{name}.{BindServer.Zone}", (ushort)type, 30, [value]);
        var answer = await new DnsServer(server, TimeSpan.FromSeconds(10), TimeProvider.System).SendAsync(
            id => DnsRequests.Replace(id, BindServer.Zone, $"none.{BindServer.Zone}", null, [set]), key, default);
        Assert.Equal(DnsNumbers.NoError, answer.Code);
    }

    private static async Task RelayOneAsync(TcpListener relay, IPEndPoint server, Action<byte[]> change)
    {
        using var client = await relay.AcceptTcpClientAsync();
        var question = new byte[512];
        var length = await client.GetStream().ReadAtLeastAsync(question, 2);
        using var onward = new TcpClient();
        await onward.ConnectAsync(server);
        await onward.GetStream().WriteAsync(question.AsMemory(0, length));
        var size = new byte[2];
        await onward.GetStream().ReadExactlyAsync(size);
        var answer = new byte[(size[0] << 8) | size[1]];
        await onward.GetStream().ReadExactlyAsync(answer);
        change(answer);
        await client.GetStream().WriteAsync((byte[])[.. size, .. answer]);
    }

    private static async Task SayAsync(TcpListener listener, byte[] answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[512], 2, throwOnEndOfStream: false);
        await stream.WriteAsync(new[] { (byte)(answer.Length >> 8), (byte)answer.Length });
        await stream.WriteAsync(answer);
    }
}
