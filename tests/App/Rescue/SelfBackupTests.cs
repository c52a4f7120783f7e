using Mesh.Activities.ControlPlane;
using Mesh.Domain.Errors;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Rescue;

/// <summary>Cuts of a Mesh that works, and what is made of those that are damaged.</summary>
public sealed class SelfBackupTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder folder = new();

    private SelfRepository Repository => new(folder);

    [ResticFact]
    public async Task Stock_restic_restores_the_data_folder_and_who_starts_on_it_is_another_life()
    {
        string incarnation;
        await using (var app = await StartAsync())
        {
            incarnation = (await app.Api.BackUpControlPlaneAsync(default)).Incarnation;
        }

        using var restic = new ResticClient(Repository.Location, SelfRepository.Password);
        await restic.CheckAsync();
        await restic.RunAsync("restore", "latest", "--tag", "mesh-control-plane", "--target", folder["back"]);

        Assert.Subset(
            Directory.GetFiles(folder["back"]).Select(Path.GetFileName).ToHashSet(),
            new HashSet<string?>
            {
                "catalog.db", "durable.db", "queues.db", "api.key", "incarnation.before",
            });
        using var server = await ServerProcess.StartAsync(folder["back"], Repository.Environment());
        var control = await server.Api.GetControlPlaneAsync(default);
        Assert.Equal([incarnation], control.Replaced);
        Assert.NotEqual(incarnation, control.Incarnation);
        Assert.Equal(
            TestApp.System, Assert.Single((await server.Api.ListSystemsAsync(default)).Items).Name);
    }

    [Fact]
    public Task A_cut_taken_while_runs_are_under_way_opens_and_they_go_on() => CutAndGoOnAsync(1);

    [Fact]
    [Trait("Category", "Long")]
    public Task Each_of_five_cuts_taken_while_runs_are_under_way_opens_and_they_go_on() => CutAndGoOnAsync(5);

    [Fact]
    public async Task Where_the_newest_cuts_are_damaged_the_one_before_is_taken_and_it_says_so()
    {
        string good;
        await using (var app = await StartAsync())
        {
            good = (await app.Api.BackUpControlPlaneAsync(default)).Snapshot!;
            foreach (var (system, damaged) in new[] { ("second", "data"), ("third", "snapshots") })
            {
                var before = Files(damaged);
                var manifest = app.Manifest().Replace(
                    "name: shop", $"name: {system}", StringComparison.Ordinal);
                await app.Api.PutSystemAsync(system, manifest, "more.yaml", false, null, default);
                await app.Api.BackUpControlPlaneAsync(default);
                Files(damaged).Except(before).ToList().ForEach(Damage);
            }
        }

        var (result, found) = await Repository.RescueAsync(folder["rescued"]);

        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        Assert.Equal(good, found.GetProperty("snapshot").GetString());
        Assert.Collection(
            found.GetProperty("warnings").EnumerateArray().Select(each => each.GetString()!),
            warning => Assert.Contains("left out", warning, StringComparison.Ordinal),
            warning => Assert.Contains("is not whole", warning, StringComparison.Ordinal));
        Assert.Equal(
            [TestApp.System],
            found.GetProperty("systems").EnumerateArray().Select(
                each => each.GetProperty("system").GetString()));
    }

    [Fact]
    public async Task A_rescue_writes_over_nothing_and_leaves_nothing_where_it_cannot_be_done()
    {
        await using (var app = await StartAsync())
        {
            await app.Api.BackUpControlPlaneAsync(default);
        }

        Directory.CreateDirectory(folder["full"]);
        await File.WriteAllTextAsync(folder["full/mine"], "mine");
        var (result, _) = await Repository.RescueAsync(folder["full"]);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Equal([folder["full/mine"]], Directory.GetFileSystemEntries(folder["full"]));

        (result, _) = await Repository.RescueAsync(folder["rescued"], "--at", "ffffffff");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        (result, _) = await Repository.RescueAsync(folder["rescued"], "--claim");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        await File.WriteAllTextAsync(Repository.PasswordFile, "wrong\n");
        (result, _) = await Repository.RescueAsync(folder["rescued"]);
        Assert.Equal(ExitCode.WrongPassword, result.ExitCode);
        Assert.False(Directory.Exists(folder["rescued"]) || Directory.Exists(folder["rescued.rescuing"]));
    }

    [Fact]
    public async Task A_backup_of_Mesh_that_fails_raises_an_alert_until_one_succeeds()
    {
        await using var app = await StartAsync();
        Assert.Null((await app.Api.GetControlPlaneAsync(default)).Snapshot);
        File.Move(Repository.PasswordFile, folder["hidden"]);

        await Assert.ThrowsAsync<MeshException>(() => app.Api.BackUpControlPlaneAsync(default));

        var alert = Assert.Single((await app.Api.ListAlertsAsync("", default)).Items);
        Assert.Equal(("mesh", "self-backup-failed"), (alert.System, alert.Code));
        File.Move(folder["hidden"], Repository.PasswordFile);
        var control = await app.Api.BackUpControlPlaneAsync(default);
        Assert.NotNull(control.VerifiedAt);
        Assert.Empty((await app.Api.ListAlertsAsync("", default)).Items);
        Assert.False(Directory.Exists(Path.Combine(app.Data, ControlPlaneBackup.ScratchFolder)));
    }

    [Fact]
    public async Task Where_no_repository_is_named_it_says_so()
    {
        await using var app = await TestApp.StartAsync();

        var refused = await Assert.ThrowsAsync<MeshException>(() => app.Api.BackUpControlPlaneAsync(default));

        Assert.Equal("no-self-repository", refused.Code);
        Assert.Null((await app.Api.GetControlPlaneAsync(default)).Repository);
    }

    public void Dispose() => folder.Dispose();

    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.SetAttributes(file, FileAttributes.Normal);
        File.WriteAllBytes(file, bytes);
    }

    private IEnumerable<string> Files(string kind) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Location, kind), "*", SearchOption.AllDirectories)];

    private async Task CutAndGoOnAsync(int cuts)
    {
        var random = Seed.NewRandom(output);
        await using var app = await StartAsync();
        var taken = new List<(string Snapshot, string Run)>();
        for (var i = 0; i < cuts; i++)
        {
            app.Fill(random, 60, 40_000);
            var run = await app.StartBackupAsync("full");

            // The moment of the cut is what is random here, and nothing is waited for.
            await Task.Delay(random.Next(300));
            taken.Add(((await app.Api.BackUpControlPlaneAsync(default)).Snapshot!, run.Id));
            await app.EndAsync(run);
        }

        await app.RestartAsync(async () =>
        {
            foreach (var (snapshot, run) in taken)
            {
                await GoOnAsync(snapshot, run);
            }
        });
    }

    private async Task GoOnAsync(string snapshot, string run)
    {
        var data = folder[$"rescued-{snapshot[..8]}"];
        var (result, _) = await Repository.RescueAsync(data, "--at", snapshot);
        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        using var server = await ServerProcess.StartAsync(data, Repository.Environment());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var last = await server.Api.GetRunAsync(run, limit.Token);
        output.WriteLine($"{run} was {last.State} in the cut, {last.Counters.Count} counters");
        await foreach (var now in server.Api.FollowRunAsync(run, limit.Token))
        {
            last = now;
        }

        Assert.True(last.State == "succeeded", $"{last} {last.Error}");
    }

    private Task<TestApp> StartAsync() =>
        TestApp.StartAsync(new TestAppOptions { Settings = Repository.Settings() });
}
