using Mesh.Functions.Proofs;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// <c>kill -9</c> of Mesh at random moments while it captures a log that grows all the time, replays it onto
/// a server and proves it on a scratch server: no transaction is lost or doubled, and nothing is left behind.
/// </summary>
public sealed class KilledLogTests(ITestOutputHelper output) : IDisposable
{
    private const int LongestLife = 3000;

    private static readonly string[] Tables = ["account", "entry", "keyless"];

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [MariaDbFact]
    public Task Killed_while_it_captures_replays_and_proves_it_loses_and_doubles_nothing() => KillAsync(4);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Killed_thirty_times_it_loses_and_doubles_nothing() => KillAsync(30);

    private async Task KillAsync(int kills)
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync("""
            CREATE DATABASE bank; USE bank;
            CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL);
            CREATE TABLE entry (id INT AUTO_INCREMENT PRIMARY KEY, amount INT);
            CREATE TABLE keyless (amount INT);
            INSERT INTO account SELECT seq, 1000 FROM seq_1_to_20;
            """);
        await File.WriteAllTextAsync(folder["password"], TestApp.Password + "\n");
        using var lives = new Lives(folder["data"], Settings(), random, LongestLife);
        await lives.UseAsync(
            api => api.PutSystemAsync("shop", Manifest(source), "test.yaml", false, null, default));
        using var stop = new CancellationTokenSource();
        var transfers = TransferAsync(source, new Random(random.Next()), stop.Token);
        await UntilAsync(() => Task.FromResult(Directory.Exists(folder["vault/mesh-log"])));
        while (lives.Kills < kills / 2)
        {
            await lives.KillOnceAsync();
        }

        stop.Cancel();
        output.WriteLine($"{await transfers} transfers while killed {lives.Kills} times");
        var end = DateTimeOffset.UtcNow;
        await UntilAsync(async () => await HeldAsync(lives) >= end);
        var to = $"mariadb://root@127.0.0.1:{target.Port}?tls=off";
        await SucceedAsync(lives, kills * 3 / 4, api => api.RequestRestoreAsync(
            new RestoreRequest("shop", "bank", to, At: end), default));
        foreach (var table in Tables)
        {
            var checksum = $"CHECKSUM TABLE bank.{table}";
            Assert.Equal(await source.SqlAsync(checksum), await target.SqlAsync(checksum));
        }

        Assert.Equal("20000\n", await target.SqlAsync("SELECT SUM(balance) FROM bank.account"));
        await SucceedAsync(
            lives, kills, api => api.RequestProofAsync(new ProofRequest("shop", "bank"), default));
        var proofs = (await lives.UseAsync(api => api.ListProofsAsync("", default))).Items;
        Assert.Equal(["moment", "newest"], proofs.Select(proof => proof.Part));
        Assert.All(proofs, proof => Assert.True(proof.Succeeded));
        Assert.Empty(Directory.GetDirectories(folder["data/scratch"]));
        Assert.Empty(ServersBelow(folder["data"]));
    }

    private static async Task<int> TransferAsync(
        MariaDbServer server, Random random, CancellationToken stop)
    {
        var done = 0;
        while (!stop.IsCancellationRequested)
        {
            var transfers = Enumerable.Range(0, 20)
                .Select(_ => (Amount: random.Next(100), From: random.Next(1, 21),
                To: random.Next(1, 21)));
            await server.SqlAsync(string.Concat(transfers.Select(each => $"""
                BEGIN; UPDATE account SET balance = balance - {each.Amount} WHERE id = {each.From};
                UPDATE account SET balance = balance + {each.Amount} WHERE id = {each.To};
                INSERT INTO entry (amount) VALUES ({each.Amount});
                INSERT INTO keyless VALUES ({each.Amount}); COMMIT;

                """)), "bank");
            done += 20;
        }

        return done;
    }

    private async Task SucceedAsync(
        Lives lives, int enough, Func<Mesh.Cli.Client.ApiClient, Task<RequestedRuns>> start)
    {
        var run = await lives.RunAsync(start, enough);
        output.WriteLine($"{run.Id}: {run.State}, {lives.Kills} kills so far");
        Assert.True(run.State == "succeeded", run.Error?.Cause);
    }

    private static Task<DateTimeOffset?> HeldAsync(Lives lives) => lives.UseAsync(async api =>
        (await api.ListSystemsAsync(default)).Items[0].Components[0].ConsistentAt);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition())
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private static IEnumerable<string> ServersBelow(string folder) => Directory.EnumerateDirectories("/proc")
        .Where(process => int.TryParse(Path.GetFileName(process), out _))
        .Select(process =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                return ""; // it has ended since it was listed
            }
        })
        .Where(command => command.Contains("mariadbd", StringComparison.Ordinal)
            && command.Contains(folder, StringComparison.Ordinal));

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
            log: continuous
        """;

    private static Dictionary<string, string?> Settings() => new()
    {
        ["MESH_SCHEDULE_TICK"] = "* * * * * *",
        ["MESH_CAPTURE_SECONDS"] = "2",
        ["AzureWebJobsStorage"] = null,
        ["MESH_API_KEY"] = null,
    };
}
