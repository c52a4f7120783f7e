using Mesh.Functions.Runs;
using Mesh.Functions.Systems;
using Mesh.Sources.MariaDb.Log;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// The vault's disk, and the target's, full: the run or the log says so, nothing counts that is not whole,
/// and when there is room again all goes on.
/// </summary>
public sealed class FullDiskTests
{
    private const string Bank = """
        CREATE DATABASE bank;
        CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT);
        CREATE TABLE bank.scan (id INT PRIMARY KEY, image BLOB);
        INSERT INTO bank.scan SELECT seq, RANDOM_BYTES(1000) FROM bank.seq_1_to_8000;
        """;

    private const string Sums = "CHECKSUM TABLE bank.ledger, bank.scan";

    [NeedsFact(Needs.MariaDb | Needs.Root)]
    public async Task A_full_vault_fails_the_backup_and_holds_the_log_up_until_there_is_room()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Bank);
        await using var app = await StartAsync(source);
        using var disk = new TinyDisk(app.VaultFolder, megabytes: 4);

        var failed = await BackUpAsync(app);
        var counted = (await app.PointsAsync()).Where(point => point.State != "failed").ToList();
        disk.Remount("size=24m");
        var succeeded = await BackUpAsync(app);

        Assert.Equal("failed", failed.State);
        Assert.Contains("the disk is full", failed.Error!.Cause, StringComparison.Ordinal);
        Assert.Contains("make room", failed.Error.Cause, StringComparison.Ordinal);
        Assert.Empty(counted);
        Assert.True(succeeded.State == "succeeded", $"{succeeded.Error?.Cause}\n{app.Log}");

        await CaptureAsync(app);
        var log = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];
        FillUp(app.VaultFolder);
        await source.SqlAsync(string.Concat(Enumerable.Repeat(
            "INSERT INTO bank.ledger (amount) VALUES (1); UPDATE bank.scan SET image = RANDOM_BYTES(1000) "
            + "WHERE id <= 100; FLUSH BINARY LOGS;", 5)));
        var full = DateTimeOffset.UtcNow;
        await LogApp.UntilAsync(app, () => Task.FromResult(
            app.Log.ToString().Contains("capture", StringComparison.Ordinal)));
        var held = (await LogApp.HeldAsync(app, DateTimeOffset.MinValue)).ConsistentAt;
        File.Delete(Path.Combine(app.VaultFolder, "ballast"));
        var end = await LogApp.MomentAsync();
        await LogApp.HeldAsync(app, end);
        var restored = await LogApp.RestoreAsync(app, target, end);

        Assert.True(held < full);
        var same = Assert.Single(await LogApp.Logs(app).ListAsync(LogApp.Ledger, default));
        Assert.Equal((log.Stream, null), (same.Stream, same.EndedAt));
        var point = (await app.PointsAsync()).Single(point => point.State == "verified");
        var chain = await LogApp.ChainAsync(app, log.Stream);
        Assert.Empty(await chain.VerifyAsync(LogPosition.Parse(point.Position.Split(' ')[0]), default));
        Assert.True(restored.State == "succeeded", $"{restored.Error?.Cause}\n{app.Log}");
        Assert.Equal(await source.SqlAsync(Sums), await target.SqlAsync(Sums));
    }

    [MariaDbFact]
    public async Task A_full_target_fails_the_restore_with_the_table_and_a_larger_one_takes_it()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync(
            "--server-id=2", "--innodb-file-per-table=0",
            "--innodb-data-file-path=ibdata1:12M:autoextend:max:16M");
        await source.SqlAsync(Bank);
        await using var app = await StartAsync(source);
        await BackUpAsync(app);
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(target));

        var failed = await EndAsync(app, request);
        await target.StopAsync();
        await target.StartAgainAsync("--innodb-data-file-path=ibdata1:12M:autoextend");
        var succeeded = await EndAsync(app, request with { Overwrite = true });

        Assert.Equal("failed", failed.State);
        Assert.Contains("The table 'scan' is full", failed.Error!.Cause, StringComparison.Ordinal);
        Assert.Contains("make room", failed.Error.Cause, StringComparison.Ordinal);
        Assert.True(succeeded.State == "succeeded", $"{succeeded.Error?.Cause}\n{app.Log}");
        Assert.Equal(await source.SqlAsync(Sums), await target.SqlAsync(Sums));
        Assert.Equal("verified", Assert.Single(await app.PointsAsync()).State);
    }

    private static Task<TestApp> StartAsync(MariaDbServer source) => TestApp.StartAsync(new TestAppOptions
    {
        Manifest = $"  - {{name: ledger, kind: database, connection: '{LogApp.Connection(source)}'}}",
        Settings = new Dictionary<string, string>
        {
            ["MESH_SCHEDULE_TICK"] = "* * * * * *",
            ["MESH_CAPTURE_SECONDS"] = "2",
            ["MESH_RETRY_PAUSE_MILLISECONDS"] = "20",
        },
    });

    private static Task<AppliedView> CaptureAsync(TestApp app) => app.Api.PutSystemAsync(
        TestApp.System,
        app.Manifest().Replace("kind: database,", "kind: database, log: continuous,", StringComparison.Ordinal),
        "test.yaml", false, null, default);

    private static async Task<RunView> BackUpAsync(TestApp app) => await app.EndAsync(
        (await app.Api.RequestBackupAsync(new BackupRequest(TestApp.System, "ledger"), default)).Runs[0]);

    private static async Task<RunView> EndAsync(TestApp app, RestoreRequest request) =>
        await app.EndAsync((await app.Api.RequestRestoreAsync(request, default)).Runs[0]);

    private static void FillUp(string folder)
    {
        using var ballast = File.Create(Path.Combine(folder, "ballast"), 1);
        var bytes = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(bytes);
            }
        }
        catch (IOException)
        {
            // That is all that there is room for.
        }
    }
}
