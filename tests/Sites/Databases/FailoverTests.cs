using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using MySqlConnector;

namespace Mesh.Tests.Sites.Databases;

/// <summary>What becomes of writes when production moves.</summary>
public class FailoverTests
{
    [MariaDbFact]
    public async Task After_a_hold_nothing_is_acknowledged_and_the_promoted_standby_has_all_that_was()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        Assert.True((await SitePair.AskAsync(pair.PartA, SiteVerb.Status)).Database!.LosesNothing);
        await using var writers = new Writers(pair.A, 4);
        await writers.AwaitAsync(100);

        var held = await SitePair.MustAsync(pair.PartB, SiteVerb.Hold, "a");
        await Writers.AwaitStalledAsync(pair.A);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        var told = writers.Acknowledged;
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);
        await pair.B.SqlAsync("INSERT INTO bank.entry VALUES (-1, -1)");

        Assert.Equal(EvidenceKind.AcknowledgementsRefused, held.Evidence!.Kind);
        Assert.Empty(told.Except(await EntriesAsync(pair.B)));
        Assert.Equal(told.Order(), writers.Acknowledged.Order());
        Assert.True(await pair.PartB.ServesAsync(default));

        var fenced = await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);
        Assert.Equal(EvidenceKind.ReadBack, fenced.Evidence!.Kind);
        Assert.Equal(DatabaseRole.Fenced, fenced.Database!.Role);
        Assert.Equal(told.Order(), writers.Acknowledged.Order());

        await SitePair.MustAsync(pair.PartA, SiteVerb.Follow, "b");
        await SitePair.TendUntilLosslessAsync(pair.PartB);
        await SitePair.MustAsync(pair.PartA, SiteVerb.CatchUp);
        Assert.Equal(await EntriesAsync(pair.B), await EntriesAsync(pair.A));
    }

    [MariaDbFact]
    public async Task A_killed_primary_loses_no_acknowledged_write_and_comes_back_as_a_replica()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await using var writers = new Writers(pair.A, 4);
        await writers.AwaitAsync(100);

        await pair.A.KillAsync();
        var held = await SitePair.MustAsync(pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal(EvidenceKind.AcknowledgementsRefused, held.Evidence!.Kind);
        Assert.Empty(writers.Acknowledged.Except(await EntriesAsync(pair.B)));
        await pair.B.SqlAsync("INSERT INTO bank.entry VALUES (-1, -1)");

        await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Follow, "b");
        await SitePair.MustAsync(pair.PartA, SiteVerb.CatchUp);
        Assert.Equal(await EntriesAsync(pair.B), await EntriesAsync(pair.A));
    }

    [MariaDbFact]
    public async Task What_a_standby_had_acknowledged_but_not_applied_survives_its_own_crash()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.B.SqlAsync("STOP SLAVE SQL_THREAD");
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1), (2, 1); INSERT INTO bank.entry VALUES (3, 1)");

        await pair.A.KillAsync();
        await pair.B.KillAsync();
        await pair.B.StartAgainAsync();
        pair.ReopenB();
        await SitePair.MustAsync(pair.PartB, SiteVerb.Hold);
        var early = await SitePair.AskAsync(pair.PartB, SiteVerb.Promote);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal("behind", early.Code);
        Assert.Equal([1, 2, 3], await EntriesAsync(pair.B));
    }

    [MariaDbTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_standby_that_crashed_while_it_applied_goes_on_behind_what_it_has(bool isBehind)
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1); INSERT INTO bank.entry VALUES (2, 1)");
        await Writers.UntilAsync(async () => (await EntriesAsync(pair.B)).Count == 2);
        await using var holder = new MySqlConnection(pair.B.ConnectionString);
        await holder.OpenAsync();
        if (isBehind)
        {
            await using var hold = new MySqlCommand("FLUSH TABLES bank.entry WITH READ LOCK", holder);
            await hold.ExecuteNonQueryAsync();
            await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (3, 1); INSERT INTO bank.entry VALUES (4, 1)");
        }

        await pair.A.KillAsync();
        await pair.B.KillAsync();
        await pair.B.StartAgainAsync();
        pair.ReopenB();
        await SitePair.MustAsync(pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal(isBehind ? [1, 2, 3, 4] : [1, 2], await EntriesAsync(pair.B));
    }

    [MariaDbFact]
    public async Task No_promotion_while_the_primary_lives_and_is_not_fenced()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);

        var following = await SitePair.AskAsync(pair.PartB, SiteVerb.Promote);
        var held = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        var alive = await SitePair.AskAsync(pair.PartB, SiteVerb.Promote);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1), (2, 1)");
        var lost = (await pair.A.SqlAsync("SELECT @@global.gtid_binlog_pos")).Trim();
        await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal("not-held", following.Code);
        Assert.Equal("no-evidence", held.Code);
        Assert.Equal(DatabaseRole.Replica, held.Database!.Role);
        Assert.Equal("primary-alive", alive.Code);

        // What only the old primary had is named, and is in the receipt.
        var rejoined = await SitePair.MustAsync(pair.PartA, SiteVerb.Follow, "b");
        Assert.Equal(lost, Assert.Single(rejoined.Receipt!.Lost));
        Assert.Equal((1, 2), (rejoined.Receipt.Transactions, rejoined.Receipt.Rows));
        await SitePair.MustAsync(pair.PartA, SiteVerb.CatchUp);
        Assert.Empty(await EntriesAsync(pair.A));
    }

    [MariaDbFact]
    public async Task A_standby_that_was_fenced_too_takes_over_from_a_primary_fenced_while_it_waited()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        await SitePair.MustAsync(pair.PartB, SiteVerb.Fence);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);

        var old = await SitePair.AskAsync(pair.PartA, SiteVerb.Promote);
        await pair.A.StopAsync();
        var unsure = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        var refused = await SitePair.AskAsync(pair.PartB, SiteVerb.Promote);
        await pair.A.StartAgainAsync();
        var held = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal("not-held", old.Code);
        Assert.Contains("its standby", old.Told, StringComparison.Ordinal);
        Assert.Equal(("not-held", true), (unsure.Code, unsure.Retryable));
        Assert.Equal("not-held", refused.Code);
        Assert.Equal("no-evidence", held.Code);
        Assert.Equal([1], await EntriesAsync(pair.B));
        await pair.B.SqlAsync("INSERT INTO bank.entry VALUES (2, 2)");
        await SitePair.MustAsync(pair.PartA, SiteVerb.Follow, "b");
        await SitePair.MustAsync(pair.PartA, SiteVerb.CatchUp);
        Assert.Equal([1, 2], await EntriesAsync(pair.A));
    }

    [MariaDbFact]
    public async Task A_standby_that_was_fenced_takes_over_from_a_lost_primary_in_somebodys_name_only()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        await SitePair.MustAsync(pair.PartB, SiteVerb.Fence);
        var evidence = new FenceEvidence(EvidenceKind.Overridden, "ann: it burned down", DateTimeOffset.UtcNow);

        // It takes writes still, so that nobody's word counts.
        var alive = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold, evidence: evidence);
        await pair.A.KillAsync();
        var nobodys = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        var another = await SitePair.AskAsync(
            pair.PartB, SiteVerb.Hold, evidence: evidence with { Kind = EvidenceKind.LeaseEnded });
        var held = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold, evidence: evidence);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal(
            ("not-held", "not-held", "not-held"), (alive.Code, nobodys.Code, another.Code));
        Assert.Contains("'override'", nobodys.Hint, StringComparison.Ordinal);
        Assert.Equal("no-evidence", held.Code);
        await pair.B.SqlAsync("INSERT INTO bank.entry VALUES (2, 2)");
        Assert.Equal([1, 2], await EntriesAsync(pair.B));
    }

    [MariaDbFact]
    public async Task A_standby_that_was_fenced_takes_nothing_over_that_has_gone_on_without_it()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Fence);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (2, 1)");

        var open = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);
        var behind = await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        var refused = await SitePair.AskAsync(pair.PartB, SiteVerb.Promote);

        Assert.Equal(("not-held", "behind", "not-held"), (open.Code, behind.Code, refused.Code));
        Assert.Equal("1\t1\n", await pair.B.SqlAsync("SELECT @@global.read_only, @@global.tx_read_only"));

        // It follows again as soon as there is something to follow.
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Follow, "a");
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        Assert.Equal([1, 2], await EntriesAsync(pair.B));
    }

    private static async Task<List<int>> EntriesAsync(MariaDbServer server) =>
    [
        .. (await server.SqlAsync("SELECT n FROM bank.entry ORDER BY n"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse),
    ];
}
