using Mesh.Catalog.Logs;
using Mesh.Sources.MariaDb.Log;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// A server whose log is rotated and purged, or another server in its place: the captured log goes on without
/// a gap, or ends with the reason and is followed by a new full backup and a new log.
/// </summary>
public sealed class PurgedLogTests
{
    private const string Table =
        "CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT)";

    [MariaDbFact]
    public async Task A_log_that_is_rotated_and_purged_behind_the_capture_has_no_gap()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        for (var round = 0; round < 3; round++)
        {
            await source.SqlAsync(string.Concat(Enumerable.Repeat(
                "INSERT INTO bank.ledger (amount) VALUES (1); FLUSH BINARY LOGS;\n", 10)));
            await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
            await source.SqlAsync($"PURGE BINARY LOGS TO 'binlog.{1 + (10 * (round + 1)):D6}'");
        }

        var end = await LogApp.MomentAsync();
        await LogApp.HeldAsync(app, end);
        var restored = await LogApp.RestoreAsync(app, target, end);

        var log = Assert.Single(await LogApp.Logs(app).ListAsync(LogApp.Ledger, default));
        Assert.Null(log.EndedAt);
        var chain = await LogApp.ChainAsync(app, log.Stream);
        var begin = (await app.PointsAsync()).Single().Position.Split(' ')[0];
        Assert.Empty(await chain.VerifyAsync(LogPosition.Parse(begin), default));
        Assert.Equal(30, (await chain.ListAsync(default)).Sum(segment => segment.Groups));
        Assert.True(restored.State == "succeeded", $"{restored.Error?.Cause}\n{app.Log}");
        Assert.Equal(
            "30\t30\n", await target.SqlAsync("SELECT COUNT(*), SUM(amount) FROM bank.ledger"));
    }

    [MariaDbFact]
    public async Task A_log_that_was_purged_before_it_was_captured_ends_and_another_follows()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var app = await CapturedAsync(source);

        await app.RestartAsync(() => source.SqlAsync("""
            INSERT INTO bank.ledger (amount) VALUES (2); FLUSH BINARY LOGS;
            INSERT INTO bank.ledger (amount) VALUES (3); FLUSH BINARY LOGS;
            PURGE BINARY LOGS TO 'binlog.000003'; INSERT INTO bank.ledger (amount) VALUES (4);
            """));

        var ended = await ReplacedAsync(app);
        Assert.Contains("binlog.000001", ended.EndedBecause, StringComparison.Ordinal);
        await MustRestoreAsync(app, source, "1,2,3,4,5");
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Another_server_at_the_same_address_ends_the_log_and_another_follows()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var other = await MariaDbServer.StartAsync();
        await using var app = await CapturedAsync(source);
        await other.SqlAsync(Table);
        await other.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (7), (8)");

        await app.RestartAsync(async () =>
        {
            await source.StopAsync();
            await other.StopAsync();
            Directory.Delete(source.DataFolder, recursive: true);
            var copied = await Command.RunAsync("cp", ["-a", other.DataFolder, source.DataFolder]);
            Assert.True(copied.ExitCode == 0, copied.Errors);
            await source.StartAgainAsync();
        });

        await ReplacedAsync(app);
        await MustRestoreAsync(app, source, "5,7,8");
    }

    private static async Task<TestApp> CapturedAsync(MariaDbServer source)
    {
        await source.SqlAsync(Table);
        var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        return app;
    }

    private static async Task<LogStreamRecord> ReplacedAsync(TestApp app)
    {
        var logs = await LogApp.LogsAsync(
            app, logs => logs is [{ CapturedThrough: not null, EndedAt: null }, { EndedAt: not null }]);
        Assert.Contains("make a full backup", logs[1].EndedBecause, StringComparison.Ordinal);
        Assert.Equal(
            [logs[0].Stream, logs[1].Stream], (await app.PointsAsync()).Select(point => point.Id));
        return logs[1];
    }

    // The new log is as good as the first.
    private static async Task MustRestoreAsync(TestApp app, MariaDbServer source, string rows)
    {
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (5)");
        var end = await LogApp.MomentAsync();
        await LogApp.HeldAsync(app, end);
        var restored = await LogApp.RestoreAsync(app, target, end);
        Assert.True(restored.State == "succeeded", $"{restored.Error?.Cause}\n{app.Log}");
        Assert.Equal(
            $"{rows}\n",
            await target.SqlAsync("SELECT GROUP_CONCAT(amount ORDER BY amount) FROM bank.ledger"));
    }
}
