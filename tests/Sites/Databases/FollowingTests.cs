using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Databases;

/// <summary>A replica that is set up, and what keeps it from being one.</summary>
public class FollowingTests
{
    [MariaDbFact]
    public async Task An_order_does_not_wait_behind_a_heartbeat_that_waits_for_the_standby()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.B.FreezeAsync();
        var tending = pair.PartA.TendAsync(default);
        await Writers.UntilAsync(async () => await pair.A.SqlAsync(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE '%semi-sync ACK%'") != "0\n");

        var answer = await SitePair.AskAsync(pair.PartA, SiteVerb.Promote).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(answer.Succeeded, answer.Told);
        await tending.WaitAsync(TimeSpan.FromMinutes(1));
        await pair.B.ThawAsync();
        await SitePair.TendUntilLosslessAsync(pair.PartA);
    }

    [MariaDbFact]
    public async Task Following_twice_is_following_once_and_the_facts_tell_how_far_it_is()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);

        var again = await SitePair.MustAsync(pair.PartB, SiteVerb.Follow, "a");
        await Writers.UntilAsync(async () =>
            (await SitePair.AskAsync(pair.PartB, SiteVerb.Status)).Database!.NewestCommit is not null);
        var primary = (await SitePair.AskAsync(pair.PartA, SiteVerb.Status)).Database!;
        var replica = (await SitePair.AskAsync(pair.PartB, SiteVerb.Status)).Database!;

        Assert.Contains("already", again.Told, StringComparison.Ordinal);
        Assert.Equal(DatabaseRole.Primary, primary.Role);
        Assert.Equal(DatabaseRole.Replica, replica.Role);
        Assert.True(replica.Connected);
        Assert.Equal(primary.Applied, replica.Applied);
        Assert.Equal(primary.Applied, replica.Received);
        Assert.Equal(primary.NewestCommit, replica.NewestCommit);
        Assert.NotNull(replica.Lag);
        Assert.False(replica.LosesNothing);
        Assert.False(pair.PartB.Writes);
    }

    [MariaDbFact]
    public async Task A_purged_log_a_server_in_use_and_an_unknown_site_are_told_apart()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        await Writers.UntilAsync(async () => !(await pair.A.SqlAsync(
            "FLUSH BINARY LOGS; PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY; SHOW BINARY LOGS"))
            .Contains("000001", StringComparison.Ordinal));

        var purged = await SitePair.AskAsync(pair.PartB, SiteVerb.Follow, "a");
        var inUse = await SitePair.AskAsync(pair.PartA, SiteVerb.Follow, "b");
        var nowhere = await SitePair.AskAsync(pair.PartB, SiteVerb.Follow, "c");

        Assert.Equal("log-purged", purged.Code);
        Assert.Equal("is-primary", inUse.Code);
        Assert.Equal("unknown-peer", nowhere.Code);
    }

    [MariaDbFact]
    public async Task A_write_that_breaks_the_replication_is_named()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);
        await pair.B.SqlAsync("SET sql_log_bin = 0; INSERT INTO bank.entry VALUES (5, 5)");
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (5, 1)");

        SiteAnswer? answer = null;
        await Writers.UntilAsync(async () =>
            !(answer = await SitePair.AskAsync(pair.PartB, SiteVerb.CatchUp)).Succeeded);

        Assert.Equal("apply-failed", answer!.Code);
        Assert.Contains("Duplicate entry '5'", answer.Told, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_standby_of_a_primary_that_degrades_gives_no_evidence()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.A.SqlAsync("SET GLOBAL rpl_semi_sync_master_timeout = 10000");

        var held = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);

        Assert.Equal("no-evidence", held.Code);
        Assert.False(held.Database!.Connected);
    }
}
