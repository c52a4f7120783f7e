using Mesh.Catalog.Audit;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Databases;

/// <summary>Logs folded, trimmed and removed by the timer, beside retention, captures and restores.</summary>
public sealed class LogTendingTests
{
    private const string Table =
        "CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT)";

    private const string Rows = "SELECT GROUP_CONCAT(amount ORDER BY amount) FROM bank.ledger";

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task After_retention_and_tending_every_moment_since_the_oldest_kept_point_restores()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source, "retention: {last: 2}, ", Tended());
        var log = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];

        var moments = new List<DateTimeOffset>();
        for (var amount = 1; amount <= 4; amount++)
        {
            await source.SqlAsync($"INSERT INTO bank.ledger (amount) VALUES ({amount})");
            moments.Add(await LogApp.MomentAsync());
            await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
            if (amount < 4)
            {
                await LogApp.BackUpAsync(app);
            }
        }

        await app.RestartAsync();
        var kept = (await app.PointsAsync()).Where(point => point.State == "verified").ToList();
        Assert.Equal(2, kept.Count);
        var oldest = LogPosition.Parse(kept[^1].Position.Split(' ')[0]);
        var chain = await LogApp.ChainAsync(app, log.Stream);
        await LogApp.UntilAsync(app, async () =>
            (await chain.ListAsync(default))[0].Sequence > 1 && Loose(app, log.Stream) == 1);

        Assert.Empty(await chain.VerifyAsync(oldest, default));
        var same = Assert.Single(await LogApp.Logs(app).ListAsync(LogApp.Ledger, default));
        Assert.Equal(log.Stream, same.Stream);
        for (var at = 2; at < 4; at++)
        {
            var run = await LogApp.RestoreAsync(app, target, moments[at], overwrite: true);
            Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
            Assert.Equal($"{string.Join(',', Enumerable.Range(1, at + 1))}\n", await target.SqlAsync(Rows));
        }

        var gone = await Assert.ThrowsAsync<MeshException>(
            () => LogApp.RestoreAsync(app, target, moments[1], overwrite: true));
        Assert.Equal("unknown-point", gone.Code);
    }

    [MariaDbFact]
    public async Task A_log_that_has_ended_goes_when_its_last_point_does_and_the_next_one_stays()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Table);
        await using var app = await LogApp.StartAsync(source, "retention: {last: 1}, ", Tended());
        var first = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        await source.SqlAsync("RESET MASTER; INSERT INTO bank.ledger (amount) VALUES (2)");
        await LogApp.LogsAsync(
            app, logs => logs is [{ CapturedThrough: not null }] && logs[0].Stream != first.Stream);
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        Assert.Equal(0, Loose(app, first.Stream));
        Assert.Empty(await (await LogApp.ChainAsync(app, first.Stream)).ListAsync(default));
        var entry = (await AuditAsync(app)).Single(entry => entry.Action == "log-removed");
        Assert.Contains(first.Stream, entry.Details, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task Damage_in_a_log_is_said_and_nothing_of_it_is_removed()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Table);
        var settings = new Dictionary<string, string> { ["MESH_RETRY_PAUSE_MILLISECONDS"] = "10" };
        await using var app = await LogApp.StartAsync(source, settings: settings);
        var log = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];
        for (var i = 0; i < 3; i++)
        {
            await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
            await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        }

        var loose = Loose(app, log.Stream);
        var damaged = Path.Combine(app.VaultFolder, "mesh-log", log.Stream, "000000000002");
        var bytes = await File.ReadAllBytesAsync(damaged);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes);
        Tended(settings);
        await app.RestartAsync();

        await LogApp.UntilAsync(app, async () =>
            (await AuditAsync(app)).Any(entry => entry.Action == "log-not-tended"
                && entry.Details.Contains("segment 2", StringComparison.Ordinal)));
        Assert.InRange(Loose(app, log.Stream), loose, loose + 9);
        var alert = Assert.Single((await app.Api.ListAlertsAsync("", default)).Items);
        Assert.Equal(("log-damaged", log.Stream, "critical"), (alert.Code, alert.Subject, alert.Severity));
        Assert.Contains("segment 2", alert.Message, StringComparison.Ordinal);
        Assert.Contains("could not be tended", app.Log.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Tended(Dictionary<string, string>? settings = null)
    {
        settings ??= [];
        settings["MESH_TEND_TICK"] = "* * * * * *";
        settings["MESH_LOG_SETTLE_SECONDS"] = "1";
        return settings;
    }

    private static int Loose(TestApp app, string stream)
    {
        var folder = new DirectoryInfo(Path.Combine(app.VaultFolder, "mesh-log", stream));
        return folder.Exists ? folder.GetFiles().Length : 0;
    }

    private static async Task<IReadOnlyList<AuditEntry>> AuditAsync(TestApp app) =>
        (await app.Services.GetRequiredService<AuditTrail>().ListAsync(new(), default)).Items;
}
