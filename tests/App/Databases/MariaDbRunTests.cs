using Mesh.Domain.Errors;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;

namespace Mesh.Tests.App.Databases;

/// <summary>A database server backed up and restored by runs of the app.</summary>
public sealed class MariaDbRunTests
{
    private const string Orders = """
        CREATE DATABASE orders; USE orders;
        CREATE TABLE orders.lines (id INT PRIMARY KEY, text VARCHAR(80));
        INSERT INTO orders.lines SELECT seq, CONCAT('line ', seq) FROM seq_1_to_20000;
        CREATE VIEW orders.many AS SELECT COUNT(*) AS n FROM orders.lines;
        CREATE USER clerk@'%' IDENTIFIED BY 'a clerk''s password';
        GRANT SELECT ON orders.* TO clerk@'%';
        """;

    [MariaDbFact]
    public async Task A_server_is_backed_up_restored_to_another_and_found_equal()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Orders);
        await using var app = await StartAsync(source);
        var before = DateTimeOffset.UtcNow;

        var backup = await BackUpAsync(app);
        await source.SqlAsync("DELETE FROM orders.lines WHERE id > 5");
        var restore = await RestoreAsync(app, target);

        Assert.True(backup.State == "succeeded", backup.Error?.Cause);
        Assert.True(restore.State == "succeeded", restore.Error?.Cause);
        Assert.Equal("20000\n", await target.SqlAsync("SELECT n FROM orders.many"));
        Assert.Equal("line 777\n", await target.SqlAsync("SELECT text FROM orders.lines WHERE id = 777"));
        Assert.Contains(
            "clerk", await target.SqlAsync("SHOW GRANTS FOR clerk@'%'"), StringComparison.Ordinal);
        var point = Assert.Single(await app.PointsAsync());
        Assert.Equal("verified", point.State);
        Assert.InRange(point.ConsistentAt, before, DateTimeOffset.UtcNow);
        Assert.Matches(@"^binlog\.000001:\d+ 0-1-\d+$", point.Position);
        using var restic = app.Restic();
        await restic.CheckAsync();
    }

    [MariaDbFact]
    public async Task A_backup_that_takes_long_says_how_far_it_is_and_how_long_it_will_take()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(string.Concat(Enumerable.Range(0, 12).Select(number => $"""
            CREATE DATABASE IF NOT EXISTS orders;
            CREATE TABLE orders.part{number} (id INT PRIMARY KEY, text CHAR(64));
            INSERT INTO orders.part{number} SELECT seq, SHA2(seq, 256) FROM orders.seq_1_to_1500;

            """)));
        await using var app = await TestApp.StartAsync(new TestAppOptions
        {
            Manifest = $"  - {{name: orders, kind: database, connection: '{LogApp.Connection(source)}', bytesPerSecond: 250000}}",
            Settings = new Dictionary<string, string> { ["MESH_REPORT_MILLISECONDS"] = "50" },
        });
        var request = new BackupRequest(TestApp.System, "orders", null);
        var run = (await app.Api.RequestBackupAsync(request, default)).Runs[0];

        var told = new List<RunStatus>();
        await foreach (var now in app.Api.FollowRunAsync(run.Id, default))
        {
            if (now.Status is { Phase: RunPhase.Moving } status)
            {
                told.Add(status);
            }
        }

        Assert.Contains(told, status =>
            status is { TotalKnown: true, EtaSeconds: > 0 }
                && status.BytesDone > 0 && status.BytesDone < status.BytesTotal);
        Assert.Equal(
            told.Select(status => status.BytesDone).Order(), told.Select(status => status.BytesDone));
    }

    [MariaDbFact]
    public async Task A_second_backup_stores_only_what_changed_and_each_point_restores_its_own_state()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Orders);
        await using var app = await StartAsync(source);

        var first = await BackUpAsync(app);
        await source.SqlAsync("UPDATE orders.lines SET text = 'changed' WHERE id = 3");
        var second = await BackUpAsync(app);
        var restore = await RestoreAsync(app, target, point: first.Id);

        Assert.True(restore.State == "succeeded", restore.Error?.Cause);
        Assert.Equal("line 3\n", await target.SqlAsync("SELECT text FROM orders.lines WHERE id = 3"));
        var points = await app.PointsAsync();
        Assert.True(
            points.Single(point => point.Id == second.Id).BytesAdded
            < points.Single(point => point.Id == first.Id).BytesAdded);
    }

    [MariaDbFact]
    public async Task A_server_that_has_the_databases_is_refused_and_left_alone_until_it_may_be_replaced()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Orders);
        await target.SqlAsync("CREATE DATABASE orders; CREATE TABLE orders.precious (id INT PRIMARY KEY)");
        await using var app = await StartAsync(source);
        await BackUpAsync(app);

        var refused = await RestoreAsync(app, target);
        var tables = await target.SqlAsync("SHOW TABLES IN orders");
        var replaced = await RestoreAsync(app, target, overwrite: true);

        Assert.Equal("failed", refused.State);
        Assert.Contains("orders is there already", refused.Error!.Cause, StringComparison.Ordinal);
        Assert.Equal("precious\n", tables);
        Assert.True(replaced.State == "succeeded", replaced.Error?.Cause);
        Assert.Equal("lines\nmany\n", await target.SqlAsync("SHOW TABLES IN orders"));
    }

    [MariaDbFact]
    public async Task A_wrong_password_fails_the_backup_with_the_reason_and_is_not_told()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(
            "CREATE USER mesh@localhost IDENTIFIED BY 'right'; GRANT ALL ON *.* TO mesh@localhost");
        await using var app = await StartAsync(source, "mesh", "&password=file:{0}");
        await File.WriteAllTextAsync(app.Folder["db-password"], "hunter2\n");

        var backup = await BackUpAsync(app);

        Assert.Equal("failed", backup.State);
        Assert.Contains("the server refuses user 'mesh'", backup.Error!.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", backup.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", app.Log.ToString(), StringComparison.Ordinal);
        Assert.Empty(await app.PointsAsync());
    }

    [MariaDbFact]
    public async Task Files_are_not_restored_to_a_database_server()
    {
        await using var app = await TestApp.StartAsync();

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => app.StartRestoreAsync("mariadb://root@127.0.0.1:1?tls=off"));

        Assert.Equal("bad-target", refusal.Code);
        Assert.Contains("of kind files", refusal.Cause, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(
        MariaDbServer source, string user = "root", string options = "") =>
        TestApp.StartAsync(new TestAppOptions
        {
            ManifestIn = folder =>
                $"  - {{name: orders, kind: database, connection: 'mariadb://{user}@127.0.0.1:{source.Port}?tls=off"
                + options.Replace("{0}", folder["db-password"], StringComparison.Ordinal) + "'}",
        });

    private static async Task<RunView> BackUpAsync(TestApp app)
    {
        var runs =
            await app.Api.RequestBackupAsync(new BackupRequest(TestApp.System, "orders", null), default);
        return await app.EndAsync(runs.Runs[0]);
    }

    private static async Task<RunView> RestoreAsync(
        TestApp app, MariaDbServer target, string? point = null, bool overwrite = false)
    {
        var server = $"mariadb://root@127.0.0.1:{target.Port}?tls=off";
        var runs = await app.Api.RequestRestoreAsync(
            new RestoreRequest(TestApp.System, "orders", server, point, Overwrite: overwrite), default);
        return await app.EndAsync(runs.Runs[0]);
    }
}
