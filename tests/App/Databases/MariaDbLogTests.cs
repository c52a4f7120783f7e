using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Databases;

/// <summary>A server's log captured by the app.</summary>
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
        var chain = await ChainAsync(app, log.Stream);
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

    private static async Task<LogChain> ChainAsync(TestApp app, string stream)
    {
        var scope = new RunScope
        {
            RunId = "test",
            System = TestApp.System,
            Component = "ledger",
            Repository = app.Repository,
            PasswordReference = $"file:{app.Folder["password"]}",
        };
        var vault = await app.Services.GetRequiredService<VaultOpener>().OpenAsync(scope, default);
        return new LogChain(vault.Repository, stream);
    }
}
