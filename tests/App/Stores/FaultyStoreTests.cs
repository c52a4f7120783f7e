using System.Collections.Concurrent;
using Mesh.Sources.Files.Comparing;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Files;
using Mesh.Storage.Locations;
using Mesh.Storage.Retries;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Stores;

/// <summary>
/// A store that fails, stalls, truncates or lies: runs go on in spite of it, or fail and say why; and nothing
/// is reported as verified that is not.
/// </summary>
public sealed class FaultyStoreTests(ITestOutputHelper output)
{
    private FaultPlan plan = FaultPlans.None;

    [ResticFact]
    public async Task Passing_failures_of_all_operations_do_not_fail_a_backup()
    {
        await using var app = await StartAsync();
        var random = Seed.NewRandom(output);
        app.Fill(random, 25, 60_000);
        plan = FaultPlans.Random(random, 0.1, Fault.FailBefore, Fault.FailAfter);

        var run = await app.BackUpAsync();

        plan = FaultPlans.None;
        Assert.True(run.State == "succeeded", run.Error?.Cause);
        await CheckAsync(app);
    }

    [Fact]
    public async Task A_store_that_denies_writes_fails_the_run_with_the_reason()
    {
        await using var app = await StartAsync();
        app.Fill(new Random(1), 5, 60_000);
        await app.BackUpAsync();
        app.Fill(new Random(2), 5, 60_000);
        plan = FaultPlans.Always(StoreOperation.Put, "data/", Fault.Deny);

        var run = await app.BackUpAsync();

        Assert.Equal("failed", run.State);
        Assert.NotEmpty(run.Error!.Cause);
        Assert.Single(await app.PointsAsync());
    }

    [ResticTheory]
    [InlineData(Fault.LostWrite)]
    [InlineData(Fault.ShortWrite)]
    [InlineData(Fault.FlipBitOnWrite)]
    public async Task A_pack_that_was_not_stored_as_written_is_written_again(Fault fault)
    {
        await using var app = await StartAsync();
        app.Fill(new Random(3), 10, 60_000);
        plan = FaultPlans.Script(StoreOperation.Put, "data/", fault);

        var run = await app.BackUpAsync();

        Assert.True(run.State == "succeeded", run.Error?.Cause);
        await CheckAsync(app);
    }

    [ResticTheory]
    [InlineData("index/")]
    [InlineData("snapshots/")]
    public async Task An_index_or_snapshot_that_was_not_stored_is_never_verified(string prefix)
    {
        await using var app = await StartAsync();
        app.Fill(new Random(4), 10, 60_000);
        plan = FaultPlans.Always(StoreOperation.Put, prefix, Fault.LostWrite);

        var run = await app.BackUpAsync();

        output.WriteLine($"{run.State}: {run.Error?.Cause}");
        Assert.Equal("failed", run.State);
        Assert.DoesNotContain(await app.PointsAsync(), point => point.State is "verified" or "proven");

        plan = FaultPlans.None;
        Assert.Equal("succeeded", (await app.BackUpAsync()).State);
        await CheckAsync(app);
    }

    [Fact]
    public async Task A_snapshot_whose_packs_the_store_has_lost_is_not_verified()
    {
        await using var app = await StartAsync();
        app.Fill(new Random(5), 10, 60_000);
        var lost = 0;
        plan = (operation, key) =>
        {
            // As soon as the snapshot is there, a pack is gone from the disk.
            if (operation == StoreOperation.Put && key.StartsWith("snapshots/", StringComparison.Ordinal)
                && Interlocked.Exchange(ref lost, 1) == 0)
            {
                File.Delete(Directory.EnumerateFiles(
                    Path.Combine(app.VaultFolder, "data"), "*", SearchOption.AllDirectories).First());
            }

            return Fault.None;
        };

        var run = await app.BackUpAsync();

        Assert.Equal("failed", run.State);
        Assert.Contains("not sound", run.Error!.Cause, StringComparison.Ordinal);
        Assert.All(await app.PointsAsync(), point => Assert.Equal("failed", point.State));
    }

    [Theory]
    [InlineData(Fault.FlipBitOnRead)]
    [InlineData(Fault.Truncate)]
    [InlineData(Fault.Hide)]
    public async Task A_restore_from_a_store_that_lies_fails_and_says_so(Fault fault)
    {
        await using var app = await StartAsync();
        app.Fill(new Random(6), 10, 60_000);
        await app.BackUpAsync();
        await app.RestartAsync();
        plan = FaultPlans.Always(StoreOperation.Read, "data/", fault);

        var run = await app.RestoreAsync(app.Folder["restored"]);

        output.WriteLine($"{run.State}: {run.Error?.Cause}");
        Assert.Equal("failed", run.State);
        plan = FaultPlans.None;
        var target = app.Folder["restored again"];
        Assert.Equal("succeeded", (await app.RestoreAsync(target)).State);
        Assert.True(TreeComparison.Compare(app.Source, target + app.Source, default).Equal);
    }

    [ResticFact]
    public async Task A_store_that_stalls_is_asked_again()
    {
        await using var app = await StartAsync();
        app.Fill(new Random(7), 5, 60_000);
        plan = FaultPlans.FirstOf(
            FaultPlans.Script(StoreOperation.Put, "data/", Fault.Stall),
            FaultPlans.Script(StoreOperation.List, "snapshots/", Fault.Hang));

        var run = await app.BackUpAsync();

        Assert.True(run.State == "succeeded", run.Error?.Cause);
        await CheckAsync(app);
    }

    private static async Task CheckAsync(TestApp app)
    {
        using var restic = app.Restic();
        await restic.CheckAsync();
        Assert.Empty((await restic.RunAsync("list", "locks", "--no-lock")).Trim());
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(new TestAppOptions
    {
        Settings = new Dictionary<string, string> 
        {
            ["MESH_MOVEMENT_SENDS"] = "2",
            ["MESH_RETRY_PAUSE_MILLISECONDS"] = "20",
        },
        Services = services => services.AddSingleton<Func<RepositoryLocation, IObjectStore>>(_ => Open),
    });

    private RetryingObjectStore Open(RepositoryLocation location)
    {
        var folder = new FileObjectStore(((FolderLocation)location).Path);
        var faulty = new FaultyObjectStore(folder, (operation, key) => plan(operation, key));
        var patience = new RetryOptions
        {
            FirstDelay = TimeSpan.FromMilliseconds(5),
            LargestDelay = TimeSpan.FromMilliseconds(50),
            GiveUpAfter = TimeSpan.FromSeconds(20),
            StallLimit = TimeSpan.FromSeconds(3),
            CancellationLimit = TimeSpan.FromMilliseconds(200),
        };
        return new RetryingObjectStore(faulty, patience, TimeProvider.System, new Random(1));
    }
}
