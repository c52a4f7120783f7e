using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Files;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Mesh.Tests.Vault.Checking;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Pruning;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Pruning;

/// <summary>A prune removes what nobody needs and nothing else, whatever happens in the middle.</summary>
public sealed class PrunerTests(ITestOutputHelper output)
{
    private static readonly PruneOptions All = new()
    {
        MaxUnused = new UnusedLimit(0), PackSize = 64 << 10, LockWait = TimeSpan.FromMinutes(1),
    };

    [ResticFact]
    public async Task What_no_snapshot_needs_goes_and_stock_restic_finds_all_the_rest_whole()
    {
        using var scratch = new ScratchFolder();
        await using var store = new FileObjectStore(scratch["repo"]);
        using var restic = new ResticClient(scratch["repo"], TestRepository.Password);
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 8);
        foreach (var snapshot in world.Snapshots.Take(5).ToList())
        {
            await world.ForgetAsync(repository, snapshot);
        }

        var plan = await Pruner.PlanAsync(repository, All, default);
        var before = await BytesAsync(store);
        var done = await Pruner.PruneAsync(repository, All, default);

        Assert.Equal(plan, done);
        Assert.True(done.UnusedBlobs > 0);
        Assert.Equal(before - done.FreedBytes, await BytesAsync(store), before * 0.02);
        await world.AssertWholeAsync(store);
        await restic.CheckAsync();
        var dry = await restic.RunAsync("prune", "--dry-run", "--max-unused", "0");
        Assert.Contains("total prune:           0 blobs", dry, StringComparison.Ordinal);
        Assert.True((await Pruner.PlanAsync(repository, All, default)).IsIdle);
    }

    [Fact]
    public async Task Cut_off_after_any_change_it_has_lost_nothing_and_the_next_one_ends_it()
    {
        var random = Seed.NewRandom(output);
        var changes = 0;
        for (var cut = 0; cut <= changes; cut++)
        {
            await using var store = new FaultyObjectStore(new MemoryObjectStore(), FaultPlans.None);
            using var repository = await TestRepository.InitAsync(store);
            var world = new PruneWorld(new Random(7));
            await FillAsync(world, repository, 5);
            foreach (var snapshot in world.Snapshots.Take(3).ToList())
            {
                await world.ForgetAsync(repository, snapshot);
            }

            var left = cut;
            var counted = 0;
            var after = random.Next(2) == 0;
            store.Plan = (operation, _) => operation is not (StoreOperation.Put or StoreOperation.Delete)
                ? Fault.None
                : Interlocked.Increment(ref counted) <= left ? Fault.None
                : after && counted == left + 1 ? Fault.FailAfter
                : Fault.Deny;
            var cutOff = cut < changes || changes == 0;
            if (changes == 0)
            {
                left = int.MaxValue;
                await Pruner.PruneAsync(repository, All, default);
                changes = counted;
                continue;
            }

            if (cutOff)
            {
                await Assert.ThrowsAnyAsync<MeshException>(() => Pruner.PruneAsync(repository, All, default));
            }

            store.Plan = FaultPlans.None;
            await repository.Locks.RemoveAllAsync(default);
            await world.AssertWholeAsync(store);
            using var again = await TestRepository.OpenAsync(store);
            await Pruner.PruneAsync(again, All, default);
            await world.AssertWholeAsync(store);
            Assert.True((await Pruner.PlanAsync(again, All, default)).IsIdle);
        }

        Assert.InRange(changes, 10, 200);
    }

    [Fact]
    public async Task A_backup_that_uses_again_what_nobody_needed_keeps_it()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 4);
        var forgotten = await ForgetOneAsync(world, repository);
        using var other = await TestRepository.OpenAsync(store);
        var held = await other.Locks.AcquireAsync(exclusive: false, "backup", default);
        var waits = new TaskCompletionSource();

        var prune = Pruner.PruneAsync(
            repository,
            All with { Progress = new Told(
                told => _ = told.Phase == "wait for locks" && waits.TrySetResult()) },
            default);
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(1));

        // By now the prune has copied what is left of the packs that it means to remove.
        await world.SaveAsync(other, forgotten);
        await held.DisposeAsync();
        await prune;

        await world.AssertWholeAsync(store);
    }

    [Fact]
    public async Task Another_prune_in_between_makes_it_look_again()
    {
        await using var store = new MemoryObjectStore();
        var time = new HeldPauses();
        (await TestRepository.InitAsync(store)).Dispose();
        using var repository = await TestRepository.OpenAsync(store, time: time);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 4);
        await ForgetOneAsync(world, repository);
        using var other = await TestRepository.OpenAsync(store);
        var held = await other.Locks.AcquireAsync(exclusive: false, "backup", default);

        // It stands still between its two locks while the other one does all that there is to do.
        var prune = Pruner.PruneAsync(repository, All, default);
        await time.Held.WaitAsync(TimeSpan.FromMinutes(1));
        var before = repository.Index;
        await held.DisposeAsync();
        await Pruner.PruneAsync(other, All, default);
        time.Release();
        await prune;

        Assert.NotSame(before, repository.Index);
        await world.AssertWholeAsync(store);
        using var fresh = await TestRepository.OpenAsync(store);
        Assert.True((await Pruner.PlanAsync(fresh, All, default)).IsIdle);
    }

    [Fact]
    public async Task Where_something_that_is_needed_is_missing_nothing_is_removed()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 4);
        await ForgetOneAsync(world, repository);
        repository.Index.TryFind(
            BlobType.Tree,
            (await repository.Snapshots.LoadAsync(world.Snapshots.Last(), default)).Tree,
            out var place);
        await store.DeleteAsync(RepositoryLayout.Key(FileKind.Pack, place.Pack), default);
        var before = await SampleRepository.FilesAsync(store);

        var refusal =
            await Assert.ThrowsAsync<MeshException>(() => Pruner.PruneAsync(repository, All, default));

        Assert.Equal("prune-refused", refusal.Code);
        Assert.Equal(before, await SampleRepository.FilesAsync(store));
    }

    [Fact]
    public async Task While_others_work_in_the_repository_it_says_who_and_removes_nothing()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 3);
        await ForgetOneAsync(world, repository);
        await using (await repository.Locks.AcquireAsync(exclusive: false, "backup", default))
        {
            var packs =
                (await SampleRepository.FilesAsync(store)).Count(file => file.Key.StartsWith("data/"));

            var refusal = await Assert.ThrowsAsync<MeshException>(
                () => Pruner.PruneAsync(repository, All with { LockWait = TimeSpan.Zero }, default));

            Assert.Equal("repository-locked", refusal.Code);
            Assert.True(
                packs <= (await SampleRepository.FilesAsync(store)).Count(
                    file => file.Key.StartsWith("data/")));
        }

        await world.AssertWholeAsync(store);
    }

    [Fact]
    public async Task Packs_of_no_index_go_and_small_ones_are_merged_where_that_is_wanted()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 12);
        await store.PutAsync(
            RepositoryLayout.Key(FileKind.Pack, BlobId.Of("left"u8)),
            "left"u8.ToArray(),
            PutCondition.Overwrite,
            default);

        var plan = await Pruner.PruneAsync(repository, new PruneOptions { RepackSmall = true }, default);

        Assert.Equal((1, 4L), (plan.Orphans, plan.OrphanBytes));
        Assert.True(plan.PacksRepacked > 2);
        await world.AssertWholeAsync(store);
        Assert.InRange(
            (await SampleRepository.FilesAsync(store)).Count(file => file.Key.StartsWith("data/")), 1, 3);
        Assert.Single(await SampleRepository.FilesAsync(store), file => file.Key.StartsWith("index/"));
    }

    [Fact]
    public async Task What_may_stay_is_not_written_anew()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(Seed.NewRandom(output));
        await FillAsync(world, repository, 6);
        await world.ForgetAsync(repository, world.Snapshots.First());

        var plan = await Pruner.PruneAsync(
            repository, All with { MaxUnused = UnusedLimit.Unlimited }, default);

        Assert.Equal(0, plan.PacksRepacked);
        await world.AssertWholeAsync(store);
    }

    [ResticFact]
    public Task Whatever_comes_in_whatever_order_nothing_that_is_needed_is_lost() => AgeAsync(rounds: 5);

    [ResticFact]
    [Trait("Category", "Long")]
    public Task Whatever_comes_in_whatever_order_nothing_is_lost_in_a_long_life() => AgeAsync(rounds: 80);

    private async Task AgeAsync(int rounds)
    {
        var random = Seed.NewRandom(output);
        using var scratch = new ScratchFolder();
        await using var store = new FileObjectStore(scratch["repo"]);
        using var restic = new ResticClient(scratch["repo"], TestRepository.Password);
        using var repository = await TestRepository.InitAsync(store);
        var world = new PruneWorld(random);
        for (var round = 0; round < rounds; round++)
        {
            await FillAsync(world, repository, random.Next(1, 4));
            if (world.Snapshots.Count > 3)
            {
                await world.ForgetAsync(
                    repository, world.Snapshots.ElementAt(random.Next(world.Snapshots.Count)));
            }

            if (random.Next(3) == 0)
            {
                await restic.RunAsync("prune", "--max-unused", "0");
                await repository.LoadIndexAsync(null, default);
            }
            else
            {
                var options = All with
                {
                    MaxUnused = new UnusedLimit(null, random.NextDouble() / 2),
                    RepackSmall = random.Next(2) == 0,
                };
                await Pruner.PruneAsync(repository, options, default);
            }

            await world.AssertWholeAsync(store);
        }

        await restic.CheckAsync();
    }

    [Theory]
    [InlineData("5%", 1000, 50)]
    [InlineData("0", 1000, 0)]
    [InlineData("1.5K", 1000, 1536)]
    [InlineData("unlimited", 1000, long.MaxValue)]
    public void A_limit_is_a_part_or_bytes(string text, long used, long bytes) =>
        Assert.Equal(bytes, UnusedLimit.Read(text).Value!.For(used));

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("5X")]
    [InlineData("99999999T")]
    public void What_is_no_limit_is_refused(string text) => Assert.False(UnusedLimit.Read(text).IsValid);

    private static async Task FillAsync(PruneWorld world, Repository repository, int snapshots)
    {
        for (var count = 0; count < snapshots; count++)
        {
            await world.BackUpAsync(repository);
        }
    }

    // One with something that no other has.
    private static async Task<Dictionary<string, byte[]>> ForgetOneAsync(
        PruneWorld world, Repository repository)
    {
        var files = new Dictionary<string, byte[]> { ["alone"] = Content.Random(new Random(3), 90_000) };
        return await world.ForgetAsync(repository, await world.SaveAsync(repository, files));
    }

    private static async Task<double> BytesAsync(IObjectStore store) =>
        (await SampleRepository.FilesAsync(store)).Where(
            file => file.Key.StartsWith("data/", StringComparison.Ordinal))
            .Sum(file => file.Size);

    private sealed class Told(Action<VaultProgress> tell) : IProgress<VaultProgress>
    {
        public void Report(VaultProgress value) => tell(value);
    }

    /// <summary>A clock whose timers of a second wait until they are let go; all others run.</summary>
    private sealed class HeldPauses : TimeProvider
    {
        private readonly TaskCompletionSource _held = new();
        private readonly TaskCompletionSource _release = new();

        public Task Held => _held.Task;

        public void Release() => _release.SetResult();

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != TimeSpan.FromSeconds(1))
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _release.Task.ContinueWith(_ => timer.Change(TimeSpan.Zero, period), TaskScheduler.Default);
            _held.TrySetResult();
            return timer;
        }
    }
}
