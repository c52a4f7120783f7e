using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Dump;
using Mesh.Tests.MariaDb.Parts;
using MySqlConnector;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log.Advancing;

/// <summary>A target that a log brought forward is compared without its source; what is altered in it is
/// found, and what the log does not tell is said.</summary>
public sealed class ReplayVerifyTests(TwoServers servers, ITestOutputHelper output)
    : IClassFixture<TwoServers>
{
    [MariaDbFact]
    public Task Tables_with_every_type_of_column_are_verified_at_random_gtids() => RollAsync(120, 6);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Tables_with_every_type_of_column_are_verified_at_many_random_gtids() => RollAsync(3_000, 100);

    [MariaDbFact]
    public async Task One_altered_cell_and_one_lost_row_are_found_and_named()
    {
        await using var rewound = await Rewound.DumpAsync(
            servers,
            "CREATE DATABASE d; USE d; CREATE TABLE a (id INT PRIMARY KEY, f FLOAT); CREATE TABLE b LIKE a;"
            + "CREATE TABLE c LIKE a; INSERT INTO a SELECT seq, seq FROM seq_1_to_500; INSERT INTO b SELECT * FROM a;");
        await rewound.SqlAsync("UPDATE d.a SET f = 7.5 WHERE id = 77; DELETE FROM d.b WHERE id = 9; INSERT INTO d.c VALUES (1, 1)");
        await rewound.CaptureAsync();
        var plan = await rewound.ReplayAsync(ReplayEnd.OfLog);
        Assert.Equal(["d.a", "d.b", "d.c"], (await rewound.VerifyAsync(plan)).Compared);

        await rewound.Target.SqlAsync("UPDATE d.a SET f = 7.5000005 WHERE id = 77; DELETE FROM d.b WHERE id = 10; DROP TABLE d.c");
        var found = (await rewound.VerifyAsync(plan)).Mismatches;

        Assert.Equal(["d.a", "d.b", "d.c"], found.Select(each => each.Table));
        Assert.StartsWith("its 500 rows are not those of dump and log (fingerprint ", found[0].Cause, StringComparison.Ordinal);
        Assert.Equal("it has 498 rows, dump and log make 499", found[1].Cause);
        Assert.Equal("it is not there", found[2].Cause);
    }

    [MariaDbFact]
    public async Task Definitions_that_change_leave_tables_exact_or_are_named()
    {
        await using var rewound = await Rewound.DumpAsync(servers, Ddl.Before);
        await rewound.SqlAsync(Ddl.Changes);
        await rewound.Target.SqlAsync("CREATE DATABASE others; CREATE TABLE others.t (a INT); INSERT INTO others.t VALUES (1)");

        var result = await rewound.FinishAsync();

        Assert.Empty(result.Mismatches);
        Assert.Equal("", string.Join("; ", result.Scanned.Where(table => Ddl.Exact.Contains(table.Table))));
        Assert.Equal(Ddl.Exact, result.Compared);
        Assert.Equal(Ddl.Scanned, result.Scanned.Select(table => $"{table}"));
        await rewound.Target.SqlAsync("CREATE TABLE d.dropped (a INT); INSERT INTO d.emptied VALUES (100, 1); DROP TABLE d.altered");
        var found = (await rewound.VerifyAsync(await rewound.ReplayAsync(ReplayEnd.OfLog))).Mismatches;
        Assert.Equal(
            ["d.altered: it is not there", "d.dropped: it is there, though the log drops it",
             "d.emptied: it has 2 rows, dump and log make 1"],
            found.Select(each => $"{each}").Order());
    }

    [MariaDbFact]
    public async Task Tables_that_foreign_keys_reach_are_scanned_and_their_orphans_are_named()
    {
        await using var rewound = await Rewound.DumpAsync(
            servers,
            """
            CREATE DATABASE d; USE d; CREATE TABLE a (id INT PRIMARY KEY, n INT);
            CREATE TABLE b (id INT PRIMARY KEY, a INT, CONSTRAINT b_a FOREIGN KEY (a)
              REFERENCES a (id) ON DELETE CASCADE);
            CREATE TABLE c (id INT PRIMARY KEY, b INT, CONSTRAINT c_b FOREIGN KEY (b)
              REFERENCES b (id) ON DELETE SET NULL);
            CREATE TABLE e (id INT PRIMARY KEY, a INT, CONSTRAINT e_a FOREIGN KEY (a) REFERENCES a (id));
            CREATE TABLE k (id INT PRIMARY KEY, a INT, CONSTRAINT k_a FOREIGN KEY (a)
              REFERENCES a (id) ON UPDATE CASCADE);
            INSERT INTO a SELECT seq, 0 FROM seq_1_to_9; INSERT INTO b SELECT id, id FROM a;
            INSERT INTO c SELECT id, id FROM a;
            """);
        await rewound.SqlAsync("USE d; INSERT INTO e VALUES (1, 1); DELETE FROM a WHERE id = 5; INSERT INTO c VALUES (10, 4)");
        await rewound.CaptureAsync();
        var plan = await rewound.ReplayAsync(ReplayEnd.OfLog);

        var result = await rewound.VerifyAsync(plan);

        Assert.Empty(result.Mismatches);
        Assert.Equal(["d.a", "d.e", "d.k"], result.Compared);
        Assert.Equal(
            [("d.b", 8L, "foreign key cascades are not in the log (b_a, from d.a)"),
             ("d.c", 10L, "foreign key cascades are not in the log (c_b, from d.b)")],
            result.Scanned.Select(table => (table.Table, table.Rows, table.Reason)));
        await rewound.Target.SqlAsync("SET foreign_key_checks = 0; USE d; DELETE FROM b WHERE id IN (3, 4)");
        var found = Assert.Single((await rewound.VerifyAsync(plan)).Mismatches);
        Assert.Equal("d.c: 3 of its rows point to nothing by foreign key c_b to d.b", $"{found}");
    }

    [MariaDbFact]
    public async Task What_a_transaction_takes_back_is_counted_as_the_replay_does_it()
    {
        await using var rewound = await Rewound.DumpAsync(
            servers,
            "CREATE DATABASE d; USE d; CREATE TABLE kept (a INT) ENGINE=MyISAM; CREATE TABLE lost (a INT); CREATE SEQUENCE n;"
            + "CREATE TABLE past (a INT) WITH SYSTEM VERSIONING;");
        await rewound.SqlAsync(
            """
            USE d; BEGIN; INSERT INTO lost VALUES (1); CREATE TEMPORARY TABLE t (a INT);
            INSERT INTO t VALUES (1);
            INSERT INTO kept VALUES (2); ROLLBACK; INSERT INTO lost VALUES (3); DROP TEMPORARY TABLE t;
            SELECT NEXTVAL(n); INSERT INTO past VALUES (1); UPDATE past SET a = 2; DELETE FROM past;
            """);

        var result = await rewound.FinishAsync();

        Assert.Empty(result.Mismatches);
        Assert.Equal(["d.kept", "d.lost"], result.Compared);
        Assert.StartsWith("d.past: it is system-versioned", $"{Assert.Single(result.Scanned)}", StringComparison.Ordinal);
    }

    [MariaDbTheory]
    [InlineData("COMMIT", "3")]
    [InlineData("ROLLBACK", "1")]
    public async Task A_transaction_with_savepoints_is_replayed_and_its_tables_are_scanned_if_it_is_kept(
        string end, string rows)
    {
        await using var rewound = await Rewound.DumpAsync(
            servers, "CREATE DATABASE d; USE d; CREATE TABLE a (id INT); CREATE TABLE b (id INT); INSERT INTO a VALUES (0)");
        await rewound.SqlAsync(
            $"""
            USE d; BEGIN; INSERT INTO a VALUES (1); CREATE TEMPORARY TABLE t (a INT);
            INSERT INTO t VALUES (1); SAVEPOINT x; INSERT INTO a VALUES (2); INSERT INTO t VALUES (2);
            ROLLBACK TO x; INSERT INTO a VALUES (3);
            {end}; DROP TEMPORARY TABLE t; INSERT INTO b VALUES (1);
            """);

        var result = await rewound.FinishAsync();

        Assert.Empty(result.Mismatches);
        Assert.Contains("d.b", result.Compared);
        Assert.Equal(end == "COMMIT", result.Scanned.Any(table => table.Table == "d.a"));
        Assert.Equal(rows, (await rewound.Target.SqlAsync("SELECT COUNT(*) FROM d.a")).Trim());
    }

    [MariaDbFact]
    public async Task Rows_that_came_in_unchecked_may_point_to_nothing()
    {
        await using var rewound = await Rewound.DumpAsync(
            servers,
            """
            CREATE DATABASE d; USE d; CREATE TABLE a (id INT PRIMARY KEY); INSERT INTO a VALUES (1), (2);
            CREATE TABLE b (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES a (id) ON DELETE CASCADE);
            """);
        await rewound.SqlAsync("SET foreign_key_checks = 0; USE d; INSERT INTO b VALUES (1, 99); SET foreign_key_checks = 1; DELETE FROM a WHERE id = 2");

        var result = await rewound.FinishAsync();

        Assert.Empty(result.Mismatches);
        Assert.Equal("d.b", Assert.Single(result.Scanned).Table);
    }

    [MariaDbTheory]
    [InlineData("binlog_row_image", "MINIMAL", "its rows are logged without all columns (binlog_row_image)")]
    [InlineData("binlog_row_metadata", "MINIMAL", "the log does not name its columns (binlog_row_metadata)")]
    public async Task A_log_that_leaves_things_out_makes_its_tables_unknown_and_no_others(
        string setting, string value, string reason)
    {
        await using var rewound = await Rewound.DumpAsync(
            servers,
            "CREATE DATABASE d; USE d; CREATE TABLE a (id INT PRIMARY KEY, b INT); INSERT INTO a VALUES (1, 1); CREATE TABLE c LIKE a;");
        await rewound.SqlAsync($"SET GLOBAL {setting} = {value}");
        await rewound.SqlAsync($"UPDATE d.a SET b = 2; SET GLOBAL {setting} = FULL");

        var result = await rewound.FinishAsync();

        Assert.Equal(["d.c"], result.Compared);
        Assert.Equal($"d.a: {reason}", $"{Assert.Single(result.Scanned)}");
        Assert.Empty(result.Mismatches);
    }

    [MariaDbFact]
    public async Task A_change_that_is_logged_as_a_statement_makes_every_table_unknown_until_it_is_emptied()
    {
        await using var rewound = await Rewound.DumpAsync(
            servers,
            "CREATE DATABASE d; USE d; CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE b LIKE a;");
        await rewound.SqlAsync("SET binlog_format = MIXED; USE d; INSERT INTO a VALUES (1); TRUNCATE b");

        var result = await rewound.FinishAsync();

        Assert.Equal(["d.b"], result.Compared);
        Assert.Equal("d.a: the log has a change as a statement (INSERT INTO a VALUES (1))", $"{Assert.Single(result.Scanned)}");
    }

    [MariaDbFact]
    public async Task A_server_that_is_elsewhere_in_the_log_is_not_compared()
    {
        await using var rewound = await Rewound.DumpAsync(servers, "CREATE DATABASE d; CREATE TABLE d.a (id INT PRIMARY KEY)");
        var first = await rewound.SqlAsync("INSERT INTO d.a VALUES (1); SELECT @@last_gtid; INSERT INTO d.a VALUES (2)");
        await rewound.CaptureAsync();
        var replay = new LogReplay(
            rewound.Chain, rewound.Target.Login(), new ReplayOptions(), TimeProvider.System);
        var all = await replay.PlanAsync(rewound.Start, ReplayEnd.OfLog, default);
        var before = await Assert.ThrowsAsync<MeshException>(() => rewound.VerifyAsync(all));
        var half = await rewound.ReplayAsync(ReplayEnd.Through(Gtid.Parse(first.Trim())));

        var halfWay = await Assert.ThrowsAsync<MeshException>(() => rewound.VerifyAsync(all));

        Assert.Equal(("replay-unfinished", "replay-unfinished"), (before.Code, halfWay.Code));
        Assert.Contains($"{half.Cut}", halfWay.Message, StringComparison.Ordinal);
        Assert.Empty((await rewound.VerifyAsync(half)).Mismatches);
        var reached = await ReplayPlace.FindAsync(rewound.Target.Login(), rewound.Chain.Stream, default);
        var again = await replay.PlanAsync(rewound.Start, ReplayEnd.AtPosition(reached!.Value), default);
        Assert.Equal(half.Cut, again.Cut);
        Assert.Empty((await rewound.VerifyAsync(again)).Mismatches);
    }

    private async Task RollAsync(int changes, int points)
    {
        var random = Seed.NewRandom(output);
        await using var rewound = await Rewound.DumpAsync(
            servers,
            "SET sql_mode=''; CREATE DATABASE d; USE d; " + EveryColumn.Create("fresh")
            + "SET GLOBAL mysql56_temporal_format=OFF; " + EveryColumn.Create("old") + "SET GLOBAL mysql56_temporal_format=ON; " + Samples.EveryType);
        var (fresh, old) = (new EveryColumn(random), new EveryColumn(random));
        var gtids = new List<Gtid>();
        await using (var connection = new MySqlConnection(rewound.Source.ConnectionString + ";Database=d;AllowUserVariables=true"))
        {
            await connection.OpenAsync();
            await RunAsync(connection, "SET sql_mode='', time_zone='+03:00', foreign_key_checks=1");
            for (var i = 0; i < changes; i++)
            {
                await RunAsync(connection, random.Next(2) == 0 ? fresh.Change("fresh") : old.Change("old"));
                await using var last = new MySqlCommand("SELECT @@last_gtid", connection);
                gtids.Add(Gtid.Parse((string)(await last.ExecuteScalarAsync())!));
            }
        }

        await rewound.CaptureAsync();
        var cuts = Enumerable.Range(0, points).Select(_ => random.Next(gtids.Count)).Append(gtids.Count - 1);
        foreach (var cut in cuts.Order())
        {
            var plan = await rewound.ReplayAsync(ReplayEnd.Through(gtids[cut]));
            MustBeCompared(await rewound.VerifyAsync(plan), 7);
        }
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void MustBeCompared(ReplayVerifyResult result, int tables)
    {
        Assert.Empty(result.Mismatches);
        Assert.Empty(result.Scanned);
        Assert.Equal(tables, result.Compared.Count);
    }
}
