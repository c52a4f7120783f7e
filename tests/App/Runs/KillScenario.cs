using Mesh.Functions.Runs;
using Mesh.Sources.Files.Comparing;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Restic;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Runs;

/// <summary>
/// Kills a server at random moments of backups and restores; after a restart each run goes on by itself and
/// ends well, with one recovery point for each backup, a repository that stock restic finds sound, and no
/// lock left.
/// </summary>
internal sealed class KillScenario(ITestOutputHelper output, string? storageConnection) : IDisposable
{
    private const int LongestLife = 2500;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Half of the kills fall on backups, the others on restores.</summary>
    public async Task KillAsync(int kills)
    {
        var random = Seed.NewRandom(output);
        Prepare(random);
        var backups = 0;
        using var lives = new Lives(folder["data"], Settings(), random, LongestLife);
        await lives.UseAsync(api => api.PutSystemAsync("shop", Manifest(), "test.yaml", false, null, default));
        for (var half = kills / 2; lives.Kills < half;)
        {
            Change(random);
            var backup = await lives.RunAsync(
                api => api.RequestBackupAsync(new BackupRequest("shop", "documents"), default), half);
            output.WriteLine($"backup {backup.Id}: {backup.State}, {lives.Kills} kills so far");
            Assert.True(backup.State == "succeeded", backup.Error?.Cause);
            backups++;
            await CheckVaultAsync(lives, backups);
        }

        for (var restores = 0; lives.Kills < kills; restores++)
        {
            var target = folder[$"restored {restores}"];
            var restore = await lives.RunAsync(
                api => api.RequestRestoreAsync(new RestoreRequest("shop", "documents", target), default), kills);
            output.WriteLine($"restore {restore.Id}: {restore.State}, {lives.Kills} kills so far");
            Assert.True(restore.State == "succeeded", restore.Error?.Cause);
            var comparison = TreeComparison.Compare(folder["source"], target + folder["source"], default);
            Assert.True(comparison.Equal, string.Join('\n', comparison.Differences));
            Directory.Delete(target, recursive: true);
        }

        await CheckVaultAsync(lives, backups);
    }

    private async Task CheckVaultAsync(Lives lives, int backups)
    {
        using var restic = new ResticClient(folder["vault"], TestApp.Password);
        Assert.Empty((await restic.RunAsync("list", "locks", "--no-lock")).Trim());
        await restic.CheckAsync();
        var snapshots = Assert.Single(await restic.RunJsonAsync("snapshots"));
        Assert.Equal(backups, snapshots.GetArrayLength());
        var points = (await lives.UseAsync(api => api.ListPointsAsync("", default))).Items;
        Assert.Equal(backups, points.Count);
        Assert.All(points, point => Assert.Equal("verified", point.State));
        Assert.Equal(backups, points.Select(point => point.Snapshot).Distinct().Count());
    }

    private void Prepare(Random random)
    {
        Directory.CreateDirectory(folder["source"]);
        File.WriteAllText(folder["password"], TestApp.Password + "\n");
        for (var i = 0; i < 60; i++)
        {
            var below = Directory.CreateDirectory(Path.Combine(folder["source"], $"folder {i % 9}")).FullName;
            var content = new byte[random.Next(600_000)];
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(below, $"file {i}"), content);
        }
    }

    private void Change(Random random)
    {
        var content = new byte[3_000_000];
        random.NextBytes(content);
        File.WriteAllBytes(Path.Combine(folder["source"], $"new {random.Next()}"), content);
    }

    private string Manifest() => $$"""
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites: [{name: office}]
        vault: {repository: '{{folder["vault"]}}', password: 'file:{{folder["password"]}}'}
        components:
          - {name: documents, kind: files, paths: ['{{folder["source"]}}']}
        """;

    private Dictionary<string, string?> Settings()
    {
        var name = $"t{Path.GetFileName(folder.FullPath).ToLowerInvariant()}";
        return new Dictionary<string, string?>
        {
            ["MESH_MOVEMENT_BYTES"] = "1000000",
            ["MESH_MOVEMENTS_QUEUE"] = $"{name}-movements",
            ["MESH_RESULTS_QUEUE"] = $"{name}-results",
            ["MESH_SCHEDULE_TICK"] = "* * * * * *",
            ["AzureWebJobsStorage"] = storageConnection,
            ["MESH_API_KEY"] = null,
        };
    }
}
