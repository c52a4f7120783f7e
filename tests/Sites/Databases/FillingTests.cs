using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Databases;

/// <summary>A standby that is filled from the vault by somebody else.</summary>
public class FillingTests
{
    [MariaDbFact]
    public async Task What_is_filled_is_closed_to_clients_over_restarts_until_it_is_promoted()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        var started = await FillAsync(pair.PartA);
        var closed = await pair.A.SqlAsync("SELECT @@global.read_only, @@global.tx_read_only");
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        await pair.A.KillAsync();
        await pair.A.StartAgainAsync();
        var after = await pair.A.SqlAsync("SELECT @@global.read_only, @@global.tx_read_only");
        var writes = pair.PartA.Writes;
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);

        Assert.True(started.Succeeded, started.Told);
        Assert.Equal(("1\t0\n", "1\t0\n", false), (closed, after, writes));
        Assert.Equal("0\t0\n", await pair.A.SqlAsync("SELECT @@global.read_only, @@global.tx_read_only"));
        Assert.True(pair.PartA.Writes);
    }

    [MariaDbFact]
    public async Task Neither_production_nor_what_was_production_is_filled()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);

        var asProduction = await FillAsync(pair.PartA);
        await pair.PartA.FenceAsync(default);
        var asFenced = await FillAsync(pair.PartA);

        Assert.Equal(("not-to-fill", "not-to-fill"), (asProduction.Code, asFenced.Code));
    }

    [MariaDbFact]
    public async Task A_replica_is_not_filled()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);

        var answer = await FillAsync(pair.PartB);

        Assert.Equal("not-to-fill", answer.Code);
        Assert.Equal(DatabaseRole.Replica, answer.Database!.Role);
    }

    [MariaDbTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_that_meets_the_server_while_it_ends_is_made_again(bool filling)
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await pair.A.KillAsync();
        using var part = pair.Open(pair.A, "b", pair.B, start: SitePair.StartOnceMore(pair.A));

        var answer = await StartAsync(part, filling);

        Assert.True(answer.Succeeded, answer.Told);
        Assert.Equal("1\n", await pair.A.SqlAsync("SELECT 1"));
    }

    private static Task<SiteAnswer> FillAsync(MariaDbPart part) => StartAsync(part, filling: true);

    private static Task<SiteAnswer> StartAsync(MariaDbPart part, bool filling) => part.DoAsync(
        new SiteOrder
        {
            OrderId = "fill", System = "bank", Site = "x", Component = part.Component, Verb = SiteVerb.Start,
            Epoch = 1, Filling = filling,
        },
        default);
}
