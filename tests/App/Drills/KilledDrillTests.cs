using System.Text;
using Mesh.Cli.Client;
using Mesh.Domain.Evidence;
using Mesh.Functions.Drills;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Databases;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Drills;

/// <summary>
/// <c>kill -9</c> of Mesh in the middle of drills: they go on, and nothing of them is left.
/// </summary>
public sealed class KilledDrillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [MariaDbFact]
    public Task Killed_in_the_middle_of_a_restore_a_drill_goes_on_and_leaves_nothing() =>
        RunAsync(rounds: 1, kills: 1, inRestore: true);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task Killed_at_random_moments_drills_go_on_and_leave_nothing() =>
        RunAsync(rounds: 6, kills: 3, inRestore: false);

    private async Task RunAsync(int rounds, int kills, bool inRestore)
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank
            + "USE bank; CREATE TABLE bank.padding (id INT PRIMARY KEY, text CHAR(64)) "
            + "SELECT seq AS id, SHA2(seq, 256) AS text FROM seq_1_to_50000");
        await File.WriteAllTextAsync(folder["password"], TestApp.Password);
        var server = await ServerProcess.StartAsync(folder["data"], Settings());
        try
        {
            await BackUpAsync(server.Api, folder, source);
            for (var round = 0; round < rounds; round++)
            {
                var drill = await server.Api.RequestDrillAsync(new DrillRequest("shop", "ann"), default);
                for (var kill = 0; kill < kills; kill++)
                {
                    await (inRestore
                        ? UntilAsync(server.Api, drill, each => each.Status?.Phase == "restore-ledger")
                        : Task.Delay(random.Next(3000)));
                    await server.KillAsync();
                    server.Dispose();
                    server = await ServerProcess.StartAsync(folder["data"], Settings());
                }

                var ended = await UntilAsync(server.Api, drill, each => each.IsOver());
                Assert.True(ended.State == "succeeded", ended.Reason);
                await CheckAsync(server.Api, folder, drill);
            }
        }
        finally
        {
            server.Dispose();
        }
    }

    private static async Task CheckAsync(ApiClient api, ScratchFolder folder, DrillView drill)
    {
        var text = (await api.ExportDrillAsync(drill.Id, default)).Text;
        var evidence = SignedEvidence.Verify(Encoding.UTF8.GetBytes(text), drill.Id, null).Tree();
        Assert.True((bool)evidence["traces"]!["scratchRemoved"]!);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder["data"], "scratch")));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder["vault"], "locks")));
        Assert.DoesNotContain(CommandLines(), line =>
            line.Contains(Path.Combine(folder["data"], "scratch"), StringComparison.Ordinal));
        var verdict = await api.VerifyAuditAsync(null, default);
        Assert.True(verdict.Whole, verdict.Cause);
        var ends = (await api.ListAuditAsync("?limit=500", default)).Items
            .Where(entry => entry.Details.StartsWith(drill.Id, StringComparison.Ordinal))
            .Select(entry => entry.Action);
        Assert.Equal(["drill-succeeded", "drill-requested"], ends);
    }

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.GetDirectories("/proc"))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                // Not a process, or one that has ended.
                continue;
            }

            yield return line;
        }
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["MESH_SCHEDULE_TICK"] = "* * * * * *",
        ["MESH_API_KEY"] = "",
        ["AzureWebJobsStorage"] = "",
    };

    private static async Task BackUpAsync(ApiClient api, ScratchFolder folder, MariaDbServer source)
    {
        Directory.CreateDirectory(folder["documents"]);
        await File.WriteAllTextAsync(Path.Combine(folder["documents"], "note"), "kept");
        var manifest = $$"""
            apiVersion: mesh/v1
            kind: System
            name: shop
            sites: [{name: office}]
            vault: {repository: '{{folder["vault"]}}', password: 'file:{{folder["password"]}}'}
            components:
              - {name: documents, kind: files, paths: ['{{folder["documents"]}}']}
              - {name: ledger, kind: database, connection: '{{LogApp.Connection(source)}}'}
            """;
        await api.PutSystemAsync("shop", manifest, "shop.yaml", false, null, default);
        foreach (var component in new[] { "documents", "ledger" })
        {
            var run = (await api.RequestBackupAsync(new BackupRequest("shop", component), default)).Runs[0];
            using var limit = new CancellationTokenSource(Limit);
            await foreach (var now in api.FollowRunAsync(run.Id, limit.Token))
            {
                run = now;
            }

            Assert.True(run.State == "succeeded", run.Error?.Cause);
        }
    }

    private static async Task<DrillView> UntilAsync(
        ApiClient api, DrillView drill, Func<DrillView, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!wanted(drill))
        {
            Assert.False(limit.IsCancellationRequested, $"{drill}");
            await Task.Delay(20);
            drill = await api.GetDrillAsync(drill.Id, default);
        }

        return drill;
    }
}
