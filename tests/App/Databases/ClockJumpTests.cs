using Mesh.Domain.Errors;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.App.Runs;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// Clocks that jump, Mesh's own and the source's, while a log is captured: what is held is said as it is, and
/// restores cut by the order of the log.
/// </summary>
public sealed class ClockJumpTests
{
    private const string Table =
        "CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT)";

    private const string Rows = "SELECT GROUP_CONCAT(amount ORDER BY amount) FROM bank.ledger";

    [MariaDbFact]
    public async Task When_the_clock_jumps_an_hour_ahead_and_back_nothing_is_said_to_be_held_that_is_not()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Table);
        var clock = new JumpingClock();
        await using var app = await LogApp.StartAsync(source, clock: clock);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);

        clock.Jump(TimeSpan.FromHours(1));
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
        var ahead = await LogApp.HeldAsync(app, clock.GetUtcNow());
        await LogApp.BackUpAsync(app);
        clock.Jump(TimeSpan.FromHours(-1));
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (2)");
        await LogApp.UntilAsync(app, async () =>
            (await LogApp.HeldAsync(app, DateTimeOffset.MinValue)).ConsistentAt <= clock.GetUtcNow());
        var end = await LogApp.MomentAsync();
        var held = await LogApp.HeldAsync(app, end);
        await source.FreezeAsync();
        var behind = await LogApp.LogsAsync(app, logs => clock.GetUtcNow() > end.AddSeconds(8));
        var stale = (await LogApp.HeldAsync(app, DateTimeOffset.MinValue)).RpoSeconds;
        var refused = await Assert.ThrowsAsync<MeshException>(
            () => LogApp.RestoreAsync(app, target, clock.GetUtcNow()));
        await source.ThawAsync();

        Assert.InRange(ahead.RpoSeconds!.Value, 0, 60);
        Assert.InRange(held.RpoSeconds!.Value, 0, 60);
        Assert.InRange(stale!.Value, 1, 3000);
        Assert.Equal("log-not-captured", refused.Code);
        Assert.Null(Assert.Single(behind).EndedAt);
        var run = await LogApp.RestoreAsync(app, target, end);
        Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
        Assert.Equal("1,2\n", await target.SqlAsync(Rows));
    }

    [MariaDbFact]
    public async Task A_log_that_ended_before_the_clock_was_set_back_is_followed_by_another()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Table);
        var clock = new JumpingClock();
        await using var app = await LogApp.StartAsync(source, clock: clock);
        var first = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];

        clock.Jump(TimeSpan.FromHours(1));
        await LogApp.Logs(app).EndAsync(first.Stream, "an operator ended it", default);
        clock.Jump(TimeSpan.FromHours(-1));

        var logs = await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }, _]);
        Assert.Equal(
            [logs[0].Stream, first.Stream], (await app.PointsAsync()).Select(point => point.Id));
    }

    [MariaDbFact]
    public async Task Commits_of_a_source_whose_clock_jumps_are_cut_in_the_order_of_the_log()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
        var first = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        await source.SqlAsync(
            "SET timestamp = UNIX_TIMESTAMP() + 3600; INSERT INTO bank.ledger (amount) VALUES (2)");
        await source.SqlAsync(
            "SET timestamp = UNIX_TIMESTAMP() - 3600; INSERT INTO bank.ledger (amount) VALUES (3)");
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (4)");
        var last = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        var end = await LogApp.MomentAsync();
        var held = await LogApp.HeldAsync(app, end);

        var request = new RestoreRequest(
            TestApp.System, "ledger", LogApp.Connection(target), Overwrite: true);
        var toTime = await EndAsync(app, request with { At = end });
        var rowsOfTime = await target.SqlAsync(Rows);
        var newest = await EndAsync(app, request with { Latest = true });

        Assert.InRange(held.RpoSeconds!.Value, 0, 60);
        Assert.Equal("1\n", rowsOfTime);
        Assert.EndsWith($" {first}", toTime.Outcome!.Position, StringComparison.Ordinal);
        Assert.Equal("1,2,3,4\n", await target.SqlAsync(Rows));
        Assert.EndsWith($" {last}", newest.Outcome!.Position, StringComparison.Ordinal);
    }

    private static async Task<RunView> EndAsync(TestApp app, RestoreRequest request)
    {
        var run = await app.EndAsync((await app.Api.RequestRestoreAsync(request, default)).Runs[0]);
        Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
        return run;
    }
}
