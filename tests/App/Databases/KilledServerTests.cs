using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// <c>kill -9</c> of Mesh at random moments of a database's backups and restores: after a restart each run
/// ends well by itself, with one recovery point for each backup and no row lost or doubled.
/// </summary>
public sealed class KilledServerTests(ITestOutputHelper output) : IDisposable
{
    private const int LongestLife = 3000;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [MariaDbFact]
    public Task Killed_in_a_backup_and_in_a_restore_both_complete() => KillAsync(2);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Killed_twenty_times_all_runs_complete() => KillAsync(20);

    private async Task KillAsync(int kills)
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync("""
            CREATE DATABASE bank; USE bank;
            CREATE TABLE accounts (id INT PRIMARY KEY, balance INT NOT NULL, note CHAR(100));
            INSERT INTO accounts SELECT seq, 100, SHA2(seq, 256) FROM seq_1_to_60000;
            CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, text CHAR(64));
            CREATE TRIGGER seen AFTER INSERT ON accounts FOR EACH ROW INSERT INTO log (text) VALUES ('seen');
            """);
        await File.WriteAllTextAsync(folder["password"], TestApp.Password + "\n");
        using var lives = new Lives(folder["data"], Settings(), random, LongestLife);
        await lives.UseAsync(
            api => api.PutSystemAsync("shop", Manifest(source), "test.yaml", false, null, default));
        var backups = 0;
        for (; lives.Kills < kills / 2; backups++)
        {
            await SucceedAsync(lives, api => api.RequestBackupAsync(
                new BackupRequest("shop", "bank", null), default), kills / 2);
        }

        var to = $"mariadb://root@127.0.0.1:{target.Port}?tls=off";
        for (var first = true; lives.Kills < kills; first = false)
        {
            await SucceedAsync(lives, api => api.RequestRestoreAsync(
                new RestoreRequest("shop", "bank", to, Overwrite: !first), default), kills);
            Assert.Equal(
                "60000\t6000000\n", await target.SqlAsync("SELECT COUNT(*), SUM(balance) FROM bank.accounts"));
            Assert.Equal("0\n", await target.SqlAsync("SELECT COUNT(*) FROM bank.log"));
        }

        var points = (await lives.UseAsync(api => api.ListPointsAsync("", default))).Items;
        Assert.Equal(backups, points.Count(point => point.State == "verified"));
        Assert.Equal(backups, points.Count);
        using var restic = new ResticClient(folder["vault"], TestApp.Password);
        Assert.Empty((await restic.RunAsync("list", "locks", "--no-lock")).Trim());
        await restic.CheckAsync();
    }

    private async Task SucceedAsync(
        Lives lives, Func<Mesh.Cli.Client.ApiClient, Task<RequestedRuns>> start, int enough)
    {
        var run = await lives.RunAsync(start, enough);
        output.WriteLine($"{run.Id}: {run.State}, {lives.Kills} kills so far");
        Assert.True(run.State == "succeeded", run.Error?.Cause);
    }

    // The budget makes the backup last long enough to be killed in.
    private string Manifest(MariaDbServer source) => $$"""
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites: [{name: office}]
        vault: {repository: '{{folder["vault"]}}', password: 'file:{{folder["password"]}}'}
        components:
          - name: bank
            kind: database
            connection: mariadb://root@127.0.0.1:{{source.Port}}?tls=off
            bytesPerSecond: 4000000
        """;

    private static Dictionary<string, string?> Settings() => new()
    {
        ["MESH_SCHEDULE_TICK"] = "* * * * * *",
        ["AzureWebJobsStorage"] = null,
        ["MESH_API_KEY"] = null,
    };
}
