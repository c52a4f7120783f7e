using System.Diagnostics;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Sources.Files.Comparing;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Standbys;

/// <summary>
/// kill -9 of Mesh at random moments of planned moves of files, there and back: each goes on by itself and
/// takes along all that was written until then, also what no backup had.
/// </summary>
public sealed class KilledFilesTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly List<string> written = [];

    private string Here => folder["here/docs"];

    private string There => folder["there"] + Here;

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Killed_a_few_times_nothing_is_left_behind() => KillAsync(moves: 2, killsEach: 2);

    [Fact]
    [Trait("Category", "Long")]
    public Task Killed_many_times_nothing_is_left_behind() => KillAsync(moves: 8, killsEach: 5);

    private async Task KillAsync(int moves, int killsEach)
    {
        var random = Seed.NewRandom(output);
        File.WriteAllText(folder["password"], TestApp.Password + "\n");
        Change(Here, random);
        var settings = new Dictionary<string, string?>
        {
            ["MESH_MOVEMENT_BYTES"] = "500000", ["MESH_SCHEDULE_TICK"] = "* * * * * *", ["MESH_API_KEY"] = null,
        };
        using var lives = new Lives(folder["data"], settings, random, longestLife: 1500);
        await DeclareAsync(lives);
        await lives.RunAsync(
            api => api.RequestBackupAsync(new BackupRequest("bank", "docs", null), default), enough: 0);
        for (var move = 0; move < moves; move++)
        {
            var (from, to) = move % 2 == 0 ? (Here, There) : (There, Here);
            Change(from, random);
            var moved = await MoveAsync(lives, lives.Kills + killsEach);

            output.WriteLine($"{moved.Id}: {moved.State}, {lives.Kills} kills so far");
            Assert.True(moved.State == "succeeded", moved.Report?.Reason);
            Assert.Equal(0, moved.Report!.RpoSeconds);
            var comparison = TreeComparison.Compare(from, to, default);
            Assert.True(comparison.Equal, string.Join('\n', comparison.Differences));
        }
    }

    private static async Task<RunbookView> MoveAsync(Lives lives, int enough)
    {
        var id = (await lives.UseAsync(api => api.RequestRunbookAsync(
            new RunbookRequest("bank", Planned: true, By: "ann"), default))).Id;
        var began = Stopwatch.StartNew();
        while (true)
        {
            var view = await lives.UseAsync(api => api.GetRunbookAsync(id, default));
            if (view.IsOver())
            {
                return view;
            }

            Assert.True(view.Status is not { Question: > 0 }, $"{view.Status?.Step}: {view.Status?.Why}");
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(3), $"{view.Status}");
            if (lives.Kills < enough)
            {
                await lives.KillOnceAsync();
            }
            else
            {
                await Task.Delay(200);
            }
        }
    }

    private async Task DeclareAsync(Lives lives)
    {
        var manifest = $$"""
            {{BankSystem.Head(folder)}}
            components:
              - name: docs
                kind: files
                paths: ['{{Here}}']
                standby: {site: b, path: '{{folder["there"]}}', class: cold}
            """;
        await lives.UseAsync(api => api.PutSystemAsync("bank", manifest, "bank.yaml", false, null, default));
        await using var voters = BankSystem.Voters(folder);
        await voters.FoundAsync(default);
    }

    // New files, some of the old ones changed, and one gone.
    private void Change(string root, Random random)
    {
        for (var i = 0; i < 12; i++)
        {
            var name = $"folder {random.Next(5)}/file {random.Next(60)}";
            var content = new byte[random.Next(700_000)];
            random.NextBytes(content);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.WriteAllBytes(Path.Combine(root, name), content);
            written.Add(name);
        }

        File.Delete(Path.Combine(root, written[random.Next(written.Count)]));
    }
}
