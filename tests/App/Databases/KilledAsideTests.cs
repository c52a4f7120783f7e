using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// <c>kill -9</c> of Mesh at random moments of restores that go aside: after a restart each ends well by
/// itself, and leaves what was wanted and nothing else.
/// </summary>
public sealed class KilledAsideTests(ITestOutputHelper output) : IDisposable
{
    private const int LongestLife = 6000;
    private const int KillsOfEach = 3;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Killed_while_a_table_is_restored_aside_each_restore_completes()
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync("""
            CREATE DATABASE bank; USE bank;
            CREATE TABLE accounts (id INT PRIMARY KEY, balance INT NOT NULL, note CHAR(100));
            INSERT INTO accounts SELECT seq, 100, SHA2(seq, 256) FROM seq_1_to_60000;
            """);
        await target.SqlAsync("CREATE DATABASE bank; CREATE TABLE bank.mine (a INT)");
        await File.WriteAllTextAsync(folder["password"], TestApp.Password + "\n");
        using var lives = new Lives(folder["data"], Settings(), random, LongestLife);
        await lives.UseAsync(
            api => api.PutSystemAsync("shop", Manifest(source), "test.yaml", false, null, default));
        await SucceedAsync(lives, enough: 0, api => api.RequestBackupAsync(
            new BackupRequest("shop", "bank", null), default));
        var to = $"mariadb://root@127.0.0.1:{target.Port}?tls=off";
        for (var round = 1; round <= 3; round++)
        {
            var request = new RestoreRequest("shop", "bank", to) { Tables = ["bank.accounts"], As = $"bank.a{round}" };
            await SucceedAsync(
                lives, round * KillsOfEach, api => api.RequestRestoreAsync(request, default));
            Assert.Equal(
                "60000\t6000000\n", await target.SqlAsync($"SELECT COUNT(*), SUM(balance) FROM bank.a{round}"));
        }

        Assert.Equal("a1\na2\na3\nmine\n", await target.SqlAsync("SHOW TABLES IN bank"));
        Assert.Equal("", await target.SqlAsync("SHOW DATABASES LIKE 'mesh%'"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["data/scratch"]));
    }

    private async Task SucceedAsync(
        Lives lives, int enough, Func<Mesh.Cli.Client.ApiClient, Task<RequestedRuns>> start)
    {
        var run = await lives.RunAsync(start, enough);
        output.WriteLine($"{run.Id}: {run.State}, {lives.Kills} kills so far");
        Assert.True(run.State == "succeeded", run.Error?.Cause);
    }

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
        """;

    private static Dictionary<string, string?> Settings() => new()
    {
        ["MESH_SCHEDULE_TICK"] = "* * * * * *",
        ["AzureWebJobsStorage"] = null,
        ["MESH_API_KEY"] = null,
    };
}
