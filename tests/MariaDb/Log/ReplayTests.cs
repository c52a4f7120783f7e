using System.Diagnostics;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using MySqlConnector;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>A restored backup is brought forward to any moment, and equals the source as it was
/// then.</summary>
public sealed class ReplayTests(TestVault vault, ITestOutputHelper output) : IClassFixture<TestVault>
{
    private static readonly ReplayOptions Small = new() { GroupsPerCommit = 7, BytesPerStatement = 300 };

    [MariaDbFact]
    public Task One_base_rolled_forward_through_random_gtids_equals_the_model_at_each() =>
        RollAsync("roll", 120, 6);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task One_base_rolled_forward_through_200_random_gtids_equals_the_model_at_each() =>
        RollAsync("roll-long", 4_000, 200);

    [MariaDbFact]
    public async Task Everything_a_source_does_is_the_same_on_the_target()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await source.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (id INT PRIMARY KEY)");
        var (sql, start) = await source.TakeBaseAsync("d");
        await target.SqlAsync(sql);
        await source.SqlAsync(ReplaySample.Statements);
        await vault.CaptureToEndAsync("all", source, start);

        var (replay, plan) = await PlanAsync("all", target, start, ReplayEnd.OfLog);
        var result = await replay.RunAsync(plan, null, default);

        Assert.Equal("78", (await source.SqlAsync("SELECT MAX(id) FROM d.t WHERE id > 77")).Trim());
        await source.MustEqualAsync(target, "d");
        await source.MustEqualAsync(target, "mixed-Ünicode");
        Assert.Equal((result.TotalBytes, TimeSpan.Zero), (result.Bytes, result.Remaining));
        Assert.Equal("1", (await target.SqlAsync("SELECT COUNT(*) FROM mysql.db WHERE User = 'clerk'")).Trim());
        Assert.Equal(0, (await replay.RunAsync(plan, null, default)).Groups);
    }

    [MariaDbFact]
    public async Task A_source_that_logs_statements_is_followed_where_they_need_nothing_else()
    {
        await using var source = await MariaDbServer.StartAsync("--binlog-format=MIXED");
        await using var target = await MariaDbServer.StartAsync();
        await source.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (id INT PRIMARY KEY, at DATETIME)");
        var (sql, start) = await source.TakeBaseAsync("d");
        await target.SqlAsync(sql);
        await source.SqlAsync("""
            USE d; BEGIN; INSERT INTO t VALUES (1, NOW()), (2, NOW()); UPDATE t SET id = id + 10; COMMIT;
            SET timestamp = 1700000000; INSERT INTO t VALUES (1, NOW());
            """);
        await vault.CaptureToEndAsync("mixed", source, start);

        var (replay, plan) = await PlanAsync("mixed", target, start, ReplayEnd.OfLog);
        await replay.RunAsync(plan, null, default);

        Assert.Equal("3", (await target.SqlAsync("SELECT COUNT(*) FROM d.t")).Trim());
        await source.MustEqualAsync(target, "d");
    }

    [MariaDbFact]
    public async Task Replay_goes_on_where_it_was_after_cuts_and_kills_of_the_target()
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await using var proxy = new CuttableProxy(target.Port);
        await source.SqlAsync(Transfers.Setup + "CREATE TABLE bank.keyless (a INT);");
        var (sql, start) = await source.TakeBaseAsync("bank");
        await target.SqlAsync(sql);
        for (var i = 0; i < 8; i++)
        {
            await MoveAsync(source, random, 40);
            await source.SqlAsync($"INSERT INTO bank.keyless VALUES ({i}); ALTER TABLE bank.account ADD COLUMN c{i} INT");
        }

        await vault.CaptureToEndAsync("cuts", source, start);
        var (replay, plan) = await PlanAsync("cuts", target, start, ReplayEnd.OfLog, proxy.Port);
        var interrupted = 0;
        for (var done = false; !done;)
        {
            var running = replay.RunAsync(plan, null, default);
            await Task.WhenAny(running, Task.Delay(random.Next(10, 400)));
            if (interrupted < 6 && !running.IsCompleted)
            {
                interrupted++;
                await DisturbAsync(target, proxy, kill: interrupted % 2 == 0);
            }

            try
            {
                await running;
                done = true;
            }
            catch (ConnectionLostException)
            {
                // That is what the cut was for.
            }
        }

        await source.MustEqualAsync(target, "bank");
        Assert.InRange(interrupted, 1, 6);
    }

    [MariaDbFact]
    public async Task A_commit_whose_answer_is_lost_is_not_done_again()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await using var proxy = new CuttableProxy(target.Port);
        await source.SqlAsync("CREATE DATABASE d; CREATE TABLE d.keyless (a INT)");
        var (sql, start) = await source.TakeBaseAsync("d");
        await target.SqlAsync(sql);
        await source.SqlAsync("INSERT INTO d.keyless VALUES (1); INSERT INTO d.keyless VALUES (2)");
        await vault.CaptureToEndAsync("answer", source, start);

        var (replay, plan) = await PlanAsync("answer", target, start, ReplayEnd.OfLog, proxy.Port);
        proxy.LoseAnswerTo = "COMMIT"u8.ToArray();
        await Assert.ThrowsAsync<ConnectionLostException>(() => replay.RunAsync(plan, null, default));
        Assert.Equal("2", (await target.SqlAsync("SELECT COUNT(*) FROM d.keyless")).Trim());
        await replay.RunAsync(plan, null, default);

        await source.MustEqualAsync(target, "d");
    }

    [MariaDbTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_that_was_interrupted_is_run_once(bool wasDone)
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await source.SqlAsync("CREATE DATABASE d; CREATE TABLE d.a (x INT); CREATE TABLE d.b (x INT); INSERT INTO d.a VALUES (1)");
        var stream = $"ddl-{wasDone}";
        var (sql, start) = await source.TakeBaseAsync("d");
        await target.SqlAsync(sql);
        const string swap = "RENAME TABLE d.a TO d.c, d.b TO d.a, d.c TO d.b";
        await source.SqlAsync(swap);
        await vault.CaptureToEndAsync(stream, source, start);
        await using var connection = await ServerConnection.OpenAsync(
            target.Login(), TimeProvider.System, default);
        await ReplayState.OpenAsync(connection, stream, start.Position, default);
        var print = await SchemaPrint.TakeAsync(connection, default);
        await connection.ExecuteAsync(ReplayState.Begins(stream, "0-1-5", print), default);
        if (wasDone)
        {
            await connection.ExecuteAsync(swap, default);
        }

        var (replay, plan) = await PlanAsync(stream, target, start, ReplayEnd.OfLog);
        await replay.RunAsync(plan, null, default);

        await source.MustEqualAsync(target, "d");
    }

    [MariaDbFact]
    public async Task A_time_cuts_before_the_first_transaction_committed_after_it()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (a INT)");
        for (var second = 0; second < 5; second++)
        {
            await source.SqlAsync(
                $"SET timestamp = {1_800_000_000 + 10 * second}; INSERT INTO d.t VALUES (1); INSERT INTO d.t VALUES (2)");
        }

        await vault.CaptureToEndAsync("time", source);
        var chain = new LogChain(vault.Repository, "time");
        var groups = new List<LogGroup>();
        var segments = await chain.ListAsync(default);
        await foreach (var group in new GroupReader(chain).ReadAsync(segments, segments[0].From, default))
        {
            groups.Add(group);
        }

        for (var time = 1_800_000_000L - 5; time < 1_800_000_060; time += 5)
        {
            var plan = await new LogReplay(chain, source.Login(), Small, TimeProvider.System).PlanAsync(
                Captured.FirstFile, ReplayEnd.At(DateTimeOffset.FromUnixTimeSeconds(time)), default);
            Assert.Equal(groups.FirstOrDefault(group => group.Time > time)?.Gtid, plan.FirstLeftOut);
        }
    }

    [MariaDbFact]
    public async Task What_cannot_be_applied_is_named_and_nothing_of_it_is_done()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await source.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (a INT)");
        var (sql, start) = await source.TakeBaseAsync("d");
        await target.SqlAsync(sql);
        await source.SqlAsync("INSERT INTO d.t VALUES (1); XA START 'x'; INSERT INTO d.t VALUES (2); XA END 'x'; XA PREPARE 'x'; XA COMMIT 'x'");
        await vault.CaptureToEndAsync("xa", source, start);

        var (replay, plan) = await PlanAsync("xa", target, start, ReplayEnd.OfLog);
        var error = await Assert.ThrowsAsync<MeshException>(() => replay.RunAsync(plan, null, default));

        Assert.Equal("replay-unsupported", error.Code);
        Assert.Contains("0-1-4", error.Message, StringComparison.Ordinal);
        (replay, plan) = await PlanAsync("xa", target, start, ReplayEnd.Before(Gtid.Parse("0-1-4")));
        await replay.RunAsync(plan, null, default);
        Assert.Equal("1", (await target.SqlAsync("SELECT GROUP_CONCAT(a) FROM d.t")).Trim());
        var back = await PlanAsync("xa", target, start, ReplayEnd.AtPosition(start.Position));
        error = await Assert.ThrowsAsync<MeshException>(() => back.Replay.RunAsync(back.Plan, null, default));
        Assert.Equal("replay-past", error.Code);
    }

    [MariaDbFact]
    public async Task Points_outside_of_the_log_are_refused()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync("CREATE DATABASE d");
        await vault.CaptureToEndAsync("outside", source);
        foreach (var end in (ReplayEnd[])[ReplayEnd.Through(Gtid.Parse("0-1-9")), ReplayEnd.Before(Gtid.Parse("3-1-1")),
            ReplayEnd.AtPosition(new LogPosition("binlog.000009", 4))])
        {
            var error = await Assert.ThrowsAsync<MeshException>(() =>
                PlanAsync("outside", source, Captured.FirstFile, end));
            Assert.Equal("not-in-log", error.Code);
        }

        var early = await Assert.ThrowsAsync<MeshException>(() =>
            PlanAsync("nothing", source, Captured.FirstFile, ReplayEnd.OfLog));
        Assert.Equal("log-does-not-cover", early.Code);
    }

    private static async Task DisturbAsync(MariaDbServer target, CuttableProxy proxy, bool kill)
    {
        if (kill)
        {
            await target.KillAsync();
            await target.StartAgainAsync();
        }

        proxy.Cut();
    }

    private async Task RollAsync(string stream, int moves, int points)
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await source.SqlAsync(Transfers.Setup);
        await MoveAsync(source, random, 10);
        var (sql, start) = await source.TakeBaseAsync("bank");
        await target.SqlAsync(sql);
        var model = await MoveAsync(source, random, moves);
        var clock = Stopwatch.StartNew();
        var captured = await vault.CaptureToEndAsync(stream, source, start);
        output.WriteLine($"captured {captured.Bytes} bytes in {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        var groups = 0L;

        foreach (var index in Enumerable.Range(0, points).Select(_ => random.Next(model.Count)).Order())
        {
            var (gtid, balances) = model[index];
            var end = random.Next(2) == 0 || index + 1 == model.Count
                ? ReplayEnd.Through(gtid)
                : ReplayEnd.Before(model[index + 1].Gtid);
            var (replay, plan) = await PlanAsync(stream, target, start, end);
            groups += (await replay.RunAsync(plan, null, default)).Groups;
            Assert.Equal(balances, await BalancesAsync(target));
        }

        output.WriteLine($"replayed {groups} transactions to {points} points in {clock.ElapsedMilliseconds} ms");
    }

    /// <returns>After each transfer its GTID and all balances.</returns>
    private static async Task<List<(Gtid Gtid, string Balances)>> MoveAsync(
        MariaDbServer server, Random random, int count)
    {
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var model = new List<(Gtid, string)>();
        for (var i = 0; i < count; i++)
        {
            await Transfers.MoveAsync(connection, random);
            await using var last = new MySqlCommand("SELECT @@last_gtid", connection);
            var gtid = Gtid.Parse((string)(await last.ExecuteScalarAsync())!);
            await using var read = new MySqlCommand(Balances, connection);
            model.Add((gtid, (string)(await read.ExecuteScalarAsync())!));
        }

        return model;
    }

    private const string Balances = "SELECT GROUP_CONCAT(balance ORDER BY id) FROM bank.account";

    private static async Task<string> BalancesAsync(MariaDbServer server) =>
        (await server.SqlAsync(Balances)).Trim();

    private async Task<(LogReplay Replay, ReplayPlan Plan)> PlanAsync(
        string stream, MariaDbServer target, LogStart start, ReplayEnd end, int? port = null)
    {
        var replay = new LogReplay(
            new LogChain(vault.Repository, stream), target.Login(port), Small, TimeProvider.System);
        return (replay, await replay.PlanAsync(start, end, default));
    }
}
