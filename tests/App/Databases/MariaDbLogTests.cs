using Mesh.Domain.Errors;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.MariaDb.Log;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>A server's log captured by the app, and servers brought back to a moment by it.</summary>
public sealed class MariaDbLogTests
{
    private const string Table =
        "CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT)";

    [MariaDbFact]
    public async Task A_log_follows_a_full_backup_that_nobody_asked_for_and_a_restart_leaves_no_gap()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source);
        var log = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];

        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1); INSERT INTO bank.ledger (amount) VALUES (2)");
        var held = await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (3)");
        await app.RestartAsync();
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (4)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        Assert.Equal(log.BasePoint.Value, held.NewestPoint);
        var same = Assert.Single(await LogApp.Logs(app).ListAsync(LogApp.Ledger, default));
        Assert.Equal(log.Stream, same.Stream);
        var gtid = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        Assert.EndsWith($" {gtid}", same.Position, StringComparison.Ordinal);
        var chain = await LogApp.ChainAsync(app, log.Stream);
        var begin = (await app.PointsAsync()).Single().Position.Split(' ')[0];
        Assert.Empty(await chain.VerifyAsync(LogPosition.Parse(begin), default));
        Assert.Equal(4, (await chain.ListAsync(default)).Sum(segment => segment.Groups));
    }

    [MariaDbFact]
    public async Task A_reset_of_the_servers_log_ends_it_and_a_new_one_follows_a_new_full_backup()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source);
        var first = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        await source.SqlAsync("RESET MASTER; INSERT INTO bank.ledger (amount) VALUES (2)");
        var logs = await LogApp.LogsAsync(
            app, logs => logs is [{ CapturedThrough: not null, EndedAt: null }, { EndedAt: not null }]);

        Assert.Equal(first.Stream, logs[1].Stream);
        Assert.Contains("make a full backup", logs[1].EndedBecause, StringComparison.Ordinal);
        Assert.Equal(
            [logs[0].Stream, logs[1].Stream], (await app.PointsAsync()).Select(point => point.Id));
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
    }

    [MariaDbFact]
    public async Task A_log_that_the_manifest_no_longer_asks_for_ends_and_says_so()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);

        var without = app.Manifest().Replace("log: continuous, ", "", StringComparison.Ordinal);
        await app.Api.PutSystemAsync(TestApp.System, without, "test.yaml", false, null, default);

        var ended = await LogApp.LogsAsync(app, logs => logs is [{ EndedAt: not null }]);
        Assert.Contains("manifest does not ask", ended[0].EndedBecause, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_restore_brings_back_the_moment_between_two_transactions_and_then_the_newest()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);

        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (10)");
        var gtid = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        var between = await LogApp.MomentAsync();
        await source.SqlAsync("ALTER TABLE bank.ledger ADD note VARCHAR(9); INSERT INTO bank.ledger VALUES (7, 20, 'late')");
        await app.RestartAsync();
        await source.SqlAsync("UPDATE bank.ledger SET amount = 11 WHERE amount = 10");
        var end = DateTimeOffset.UtcNow;
        await LogApp.HeldAsync(app, end);

        var earlier = await LogApp.RestoreAsync(app, target, between);
        var middle = await target.SqlAsync("SELECT * FROM bank.ledger");
        var same = await LogApp.VerifyAsync(app, target);
        await target.SqlAsync("UPDATE bank.ledger SET amount = 12");
        var altered = await LogApp.VerifyAsync(app, target);
        var newest = await LogApp.RestoreAsync(app, target, end, overwrite: true);

        Assert.True(earlier.State == "succeeded", earlier.Error?.Cause);
        Assert.Equal("1\t10\n", middle);
        Assert.EndsWith($" {gtid}", earlier.Outcome!.Position, StringComparison.Ordinal);
        Assert.Contains(earlier.Phases, phase => phase.Name == RunPhase.Replaying);
        Assert.Equal("1 tables compared, 0 scanned", $"{earlier.Outcome.Verification}");
        Assert.True(newest.State == "succeeded", newest.Error?.Cause);
        Assert.True(same.Succeeded, same.Reason);
        Assert.False(altered.Succeeded || altered.Retryable);
        Assert.Contains(
            "1 tables are not as dump and log make them", altered.Reason, StringComparison.Ordinal);
        Assert.Contains("bank.ledger: its 1 rows are not those", altered.Reason, StringComparison.Ordinal);
        Assert.Equal("0 tables compared, 1 scanned", $"{newest.Outcome!.Verification}");
        Assert.Equal(["bank.ledger: it was altered"], newest.Outcome.Verification!.Reasons);
        Assert.Equal("1\t11\tNULL\n7\t20\tlate\n", await target.SqlAsync("SELECT * FROM bank.ledger"));
    }

    [MariaDbFact]
    public async Task A_moment_that_the_log_does_not_reach_is_refused_with_the_time_that_it_does()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => LogApp.RestoreAsync(app, source, DateTimeOffset.UtcNow.AddHours(1)));

        Assert.Equal("log-not-captured", refusal.Code);
        Assert.Contains($"reaches until {DateTimeOffset.UtcNow:yyyy-MM-dd}T", refusal.Cause, StringComparison.Ordinal);
    }
}
