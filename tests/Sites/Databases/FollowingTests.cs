using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using MySqlConnector;

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
    public async Task Nor_behind_one_that_stands_behind_a_client_that_waits_for_the_standby()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.B.FreezeAsync();
        var client = pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        const string waiting = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE = 'Commit' "
            + "OR STATE LIKE '%semi-sync ACK%'";
        await Writers.UntilAsync(async () => await pair.A.SqlAsync(waiting) == "1\n");
        var tending = pair.PartA.TendAsync(default);
        await Writers.UntilAsync(async () => await pair.A.SqlAsync(waiting) == "2\n");

        var answer = await SitePair.AskAsync(pair.PartA, SiteVerb.Promote).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(answer.Succeeded, answer.Told);
        await tending.WaitAsync(TimeSpan.FromMinutes(1));
        await pair.B.ThawAsync();
        await client.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [MariaDbFact]
    public async Task A_standby_that_was_restarted_goes_on_by_itself_and_frees_who_waits_for_it()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.B.KillAsync();
        var client = pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        await pair.B.StartAgainAsync();

        await pair.PartB.TendAsync(default);

        await client.WaitAsync(TimeSpan.FromMinutes(1));
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        Assert.Equal("1\n", await pair.B.SqlAsync("SELECT n FROM bank.entry"));
        await pair.PartB.TendAsync(default);
        Assert.True((await SitePair.AskAsync(pair.PartB, SiteVerb.Status)).Database!.Lag is not null);
    }

    [MariaDbFact]
    public async Task A_standby_that_crashed_behind_a_grant_and_before_its_position_does_not_apply_it_again()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);
        var before = (await pair.B.SqlAsync("SELECT @@global.gtid_slave_pos")).Trim();
        await pair.A.SqlAsync("CREATE USER app");
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);

        // What a kill leaves behind that comes between the two.
        await pair.B.SqlAsync("STOP SLAVE; SET GLOBAL gtid_strict_mode = 0; "
            + $"SET GLOBAL gtid_slave_pos = '{before}'; SET GLOBAL gtid_strict_mode = 1");
        await pair.B.KillAsync();
        await pair.B.StartAgainAsync();
        await pair.PartB.TendAsync(default);
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)").WaitAsync(TimeSpan.FromMinutes(1));
        await SitePair.MustAsync(pair.PartB, SiteVerb.CatchUp);

        Assert.Equal("1\n", await pair.B.SqlAsync("SELECT n FROM bank.entry"));
    }

    [MariaDbFact]
    public async Task A_standby_finds_a_place_at_a_primary_whose_clients_have_taken_all_others()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.SemiSync);
        await pair.A.SqlAsync("GRANT CONNECTION ADMIN ON *.* TO repl@'%'; CREATE USER app; "
            + "GRANT INSERT ON bank.* TO app; SET GLOBAL max_connections = 10");
        await pair.B.KillAsync();
        await Writers.UntilAsync(async () => await SessionsAsync("repl") == "0\n");
        var sessions = await Task.WhenAll(Enumerable.Range(1, 10).Select(_ => ConnectAsync(pair.A)));
        var clients = sessions.Select(InsertAsync).ToList();
        await Writers.UntilAsync(async () => await SessionsAsync("app") == "10\n");
        await pair.B.StartAgainAsync();

        await pair.PartB.TendAsync(default);

        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromMinutes(1));

        Task<string> SessionsAsync(string user) => pair.A.SqlAsync(
            $"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '{user}'");
    }

    // What the test asks with, and what has just left, takes a place for a moment too.
    private static async Task<MySqlConnection> ConnectAsync(MariaDbServer server)
    {
        while (true)
        {
            var session = new MySqlConnection(
                $"{server.ConnectionString};User ID=app;Default Command Timeout=0");
            try
            {
                await session.OpenAsync();
                return session;
            }
            catch (MySqlException error) when (error.ErrorCode == MySqlErrorCode.ConnectionCountError)
            {
                await session.DisposeAsync();
                await Task.Delay(50);
            }
        }
    }

    private static async Task InsertAsync(MySqlConnection session, int number)
    {
        await using (session)
        {
            await using var insert = new MySqlCommand($"INSERT INTO bank.entry VALUES ({number}, 1)", session);
            await insert.ExecuteNonQueryAsync();
        }
    }

    [MariaDbFact]
    public async Task Clients_are_served_while_a_standby_receives_what_it_has_missed()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.SemiSync);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        await pair.A.SqlAsync("CREATE TABLE bank.large (content LONGBLOB)");
        await pair.A.SqlAsync(string.Concat(Enumerable.Repeat(
            "INSERT INTO bank.large VALUES (REPEAT('x', 100000));", 30)));
        await using var relay = new StallingRelay(pair.A.Port, most: 1_000_000);
        using var part = pair.Open(pair.B, "a", pair.A, peerPort: relay.Port);

        await SitePair.MustAsync(part, SiteVerb.Follow, "a");
        await Writers.UntilAsync(() => Task.FromResult(relay.IsStalled));
        await pair.PartA.TendAsync(default).WaitAsync(TimeSpan.FromMinutes(1));
        await pair.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)").WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False((await SitePair.MustAsync(pair.PartA, SiteVerb.Status)).Database!.LosesNothing);
        relay.Open();
        await Writers.UntilAsync(async () =>
        {
            await part.TendAsync(default);
            await pair.PartA.TendAsync(default);
            return (await SitePair.MustAsync(pair.PartA, SiteVerb.Status)).Database!.LosesNothing;
        });
        Assert.Equal("1\n", await pair.B.SqlAsync("SELECT @@global.sync_relay_log"));
        await SitePair.MustAsync(part, SiteVerb.CatchUp);
        Assert.Equal("31\n", await pair.B.SqlAsync(
            "SELECT (SELECT COUNT(*) FROM bank.large) + (SELECT COUNT(*) FROM bank.entry)"));
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
