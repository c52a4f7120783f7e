using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Lost;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Log;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Lost;

/// <summary>Transactions of one server, written so that the stock client repeats them on another.</summary>
public sealed class LostSqlTests(ITestOutputHelper output)
{
    // What both have, what only one has, and why it cannot be taken back (empty: it can).
    private static readonly (string Both, string Only, string Obstacle)[] Cases =
    [
        ("CREATE TABLE d.t (n INT PRIMARY KEY); CREATE TABLE d.child (n INT PRIMARY KEY, FOREIGN KEY (n) REFERENCES d.t (n)"
            + " ON DELETE CASCADE ON UPDATE CASCADE); INSERT INTO d.t VALUES (1), (2), (3); INSERT INTO d.child VALUES (1), (2), (3);",
            "DELETE FROM d.t WHERE n = 1; UPDATE d.t SET n = 9 WHERE n = 2; SET foreign_key_checks = 0; DELETE FROM d.t WHERE n = 3",
            "foreign key"),
        ("CREATE TABLE d.t (n INT PRIMARY KEY) ENGINE=MyISAM;", "INSERT INTO d.t VALUES (1)", "MyISAM"),
        ("CREATE SEQUENCE d.s NOCACHE;", "SELECT NEXTVAL(d.s)", "d.s"),
        ("CREATE TABLE d.t (n INT PRIMARY KEY, v INT);",
            "SET binlog_row_image = 'MINIMAL'; INSERT INTO d.t VALUES (1, 1), (2, 2); UPDATE d.t SET v = 3 WHERE n = 1; DELETE FROM d.t WHERE n = 2",
            "without all columns"),
        ("CREATE TABLE d.t (n INT PRIMARY KEY);", "SET binlog_format = 'STATEMENT'; INSERT INTO d.t VALUES (1)", "a statement"),
        ("CREATE TABLE d.t (n INT PRIMARY KEY) WITH SYSTEM VERSIONING;", "INSERT INTO d.t VALUES (1)", "d.t"),
        ("CREATE TABLE d.t (n INT PRIMARY KEY);", "BEGIN; INSERT INTO d.t VALUES (1); SAVEPOINT a; INSERT INTO d.t VALUES (2); ROLLBACK TO a; COMMIT", ""),
        ("CREATE TABLE d.t (n INT, UNIQUE (n)); INSERT INTO d.t VALUES (1), (2), (3);",
            "UPDATE d.t SET n = n + 1 ORDER BY n DESC; UPDATE d.t SET n = NULL WHERE n = 2", ""),
        ("CREATE TABLE d.t (a VARCHAR(10) CHARACTER SET sjis COLLATE sjis_bin, b DATETIME(3), c ENUM('x','y'), PRIMARY KEY (a, b, c), v GEOMETRY);"
            + "INSERT INTO d.t VALUES ('表', '2026-01-02 03:04:05.678', 'y', POINT(1, 2));",
            "UPDATE d.t SET v = NULL, c = 'x'; UPDATE d.t SET a = '能'", ""),
        ("CREATE TABLE d.t (n INT PRIMARY KEY); CREATE TABLE d.o (n INT PRIMARY KEY); INSERT INTO d.o VALUES (1);",
            "UPDATE d.t, d.o SET d.o.n = 5; INSERT INTO d.t VALUES (1); UPDATE d.t, d.o SET d.t.n = 6, d.o.n = 7; DELETE d.t, d.o FROM d.t, d.o", ""),
    ];

    [MariaDbFact]
    public async Task Whatever_one_server_has_alone_another_gets_from_it_and_what_is_exact_is_taken_back()
    {
        await using var one = await MariaDbServer.StartAsync();
        await using var other = await MariaDbServer.StartAsync("--server-id=2");
        foreach (var (both, only, obstacle) in Cases)
        {
            await one.SqlAsync("DROP DATABASE IF EXISTS d; CREATE DATABASE d;" + both);
            await other.SqlAsync("DROP DATABASE IF EXISTS d; CREATE DATABASE d;" + both);
            var start = await SumsAsync(one);
            var before = await NewestAsync(one);
            await one.SqlAsync(only);
            var alone = await SumsAsync(one);
            var (survey, schema) = await LookAsync(one, before);
            var plan = await UndoPlan.OfAsync(survey, schema, new byte[16], default);

            await LoadAsync(survey, schema, other);

            Assert.Equal(alone, await SumsAsync(other));
            Assert.Equal(before, survey.NewestKept!.Gtid);
            Assert.True(
                obstacle.Length == 0
                    ? plan.Obstacle.Length == 0
                    : plan.Obstacle.Contains(obstacle, StringComparison.Ordinal),
                $"{only}: {plan.Obstacle}");
            if (obstacle.Length == 0)
            {
                await Undo.DoAsync(one.Login(), plan, new byte[16], new UndoMark("r", "s", "p"), default);
                Assert.Equal(start, await SumsAsync(one));
                await one.SqlAsync("SET sql_log_bin = 0; DROP DATABASE mesh_rejoin");
            }
        }
    }

    [MariaDbFact]
    public async Task Random_changes_of_every_type_are_done_again_from_the_receipt_and_taken_back()
    {
        var random = Seed.NewRandom(output);
        var rows = new EveryColumn(random);
        var both = "SET sql_mode=''; CREATE DATABASE d; USE d;" + EveryColumn.Create("every")
            + "SET GLOBAL mysql56_temporal_format=OFF; " + EveryColumn.Create("old") + Changes(rows, 50)
            + "INSERT INTO old SELECT * FROM every;";
        await using var one = await MariaDbServer.StartAsync();
        await using var other = await MariaDbServer.StartAsync("--server-id=2");
        await one.SqlAsync(both);
        await other.SqlAsync(both);
        var start = await SumsAsync(one);
        var before = await NewestAsync(one);
        await one.SqlAsync("SET sql_mode=''; USE d;" + Changes(rows, 200)
            + "UPDATE old SET t = 1; FLUSH BINARY LOGS; DELETE FROM old WHERE id % 2 = 0; REPLACE INTO old SELECT * FROM every;");
        var alone = await SumsAsync(one);

        var (survey, schema) = await LookAsync(one, before);
        await LoadAsync(survey, schema, other);
        var plan = await UndoPlan.OfAsync(survey, schema, new byte[16], default);
        await Undo.DoAsync(one.Login(), plan, new byte[16], new UndoMark("r", "s", "p"), default);

        Assert.Equal(alone, await SumsAsync(other));
        Assert.NotEqual(start, alone);
        await one.SqlAsync("SET sql_log_bin = 0; DROP DATABASE mesh_rejoin");
        Assert.Equal(start, await SumsAsync(one));
    }

    [MariaDbFact]
    public async Task A_log_that_does_not_describe_its_tables_is_loaded_as_its_own_events()
    {
        await using var one = await MariaDbServer.StartAsync("--binlog-row-metadata=NO_LOG");
        await using var other = await MariaDbServer.StartAsync("--server-id=2");
        const string both = "CREATE DATABASE d; CREATE TABLE d.t (n INT PRIMARY KEY, v TEXT); INSERT INTO d.t VALUES (1, 'a');";
        await one.SqlAsync(both);
        await other.SqlAsync(both);
        var before = await NewestAsync(one);
        await one.SqlAsync("UPDATE d.t SET v = REPEAT('x', 60000); INSERT INTO d.t SELECT seq, v FROM seq_2_to_99, d.t; DELETE FROM d.t WHERE n = 7", "d");

        var (survey, schema) = await LookAsync(one, before);
        var tally = await LoadAsync(survey, schema, other);

        Assert.Equal(3, tally.AsEvents);
        Assert.Equal(await SumsAsync(one), await SumsAsync(other));
    }

    [MariaDbFact]
    public async Task What_was_taken_back_is_followed_up_after_a_crash_at_any_place()
    {
        await using var one = await MariaDbServer.StartAsync();
        await one.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (n INT PRIMARY KEY)");
        var before = await NewestAsync(one);
        await one.SqlAsync("INSERT INTO d.t VALUES (1); INSERT INTO d.t VALUES (2)");
        var (survey, schema) = await LookAsync(one, before);
        var plan = await UndoPlan.OfAsync(survey, schema, new byte[16], default);
        var mark = new UndoMark("/it's/here", survey.KeptState, survey.KeptPosition);
        await Undo.DoAsync(one.Login(), plan, new byte[16], mark, default);
        await one.KillAsync();
        await one.StartAgainAsync();
        await one.SqlAsync("RESET MASTER");

        await using var session = await MariaDbSession.OpenAsync(one.Login(), default);
        Assert.Equal(mark, await Undo.FindAsync(session, default));
        await Undo.FinishAsync(session, mark, default);

        Assert.Null(await Undo.FindAsync(session, default));
        Assert.Equal(
            $"{before}\t{before}\t0\n",
            await one.SqlAsync("SELECT @@gtid_binlog_state, @@gtid_slave_pos, (SELECT COUNT(*) FROM d.t)"));
    }

    private static string Changes(EveryColumn rows, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => rows.Change("every") + "\n"));

    private static async Task<Gtid> NewestAsync(MariaDbServer server) =>
        Gtid.Parse((await server.SqlAsync("SELECT @@gtid_binlog_pos")).Trim());

    private static async Task<string> SumsAsync(MariaDbServer server)
    {
        var tables = await server.SqlAsync(
            "SELECT GROUP_CONCAT('`d`.`', TABLE_NAME, '`' ORDER BY TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'd'");
        return await server.SqlAsync($"CHECKSUM TABLE {tables.Trim()} EXTENDED");
    }

    private static async Task<(LostSurvey Survey, LostSchema Schema)> LookAsync(
        MariaDbServer server, Gtid before)
    {
        var newest = await NewestAsync(server);
        var range = new LostRange(before.Domain, before.Server, before.Sequence + 1, newest.Sequence);
        var log = await LostLog.FindAsync(server.Login(), [range], TimeProvider.System, default);
        return (await LostSurvey.OfAsync(log, default), await LostSchema.ReadAsync(server.Login(), default));
    }

    private static async Task<LostTally> LoadAsync(LostSurvey survey, LostSchema schema, MariaDbServer other)
    {
        using var scratch = new ScratchFolder();
        LostTally tally;
        await using (var sql = File.Create(scratch["lost.sql"]))
        {
            tally = await LostWriter.WriteAsync(new LostReader(survey, schema), "test", sql, Stream.Null, default);
        }

        var loaded = await Command.RunAsync("mariadb",
        [
            "--no-defaults", $"--socket={other.Socket}", "--user=root", "--abort-source-on-error",
            $"--execute=source {scratch["lost.sql"]}",
        ]);
        Assert.True(loaded.ExitCode == 0, loaded.Errors);
        return tally;
    }
}
