using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Vault;
using Mesh.Vault.Locks;
using Mesh.Vault.Packs;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Vault.Locks;

public class LockTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_start) { AutoAdvanceAmount = TimeSpan.Zero };

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    public async Task Shared_locks_share_and_exclusive_ones_do_not(bool first, bool second, bool isAllowed)
    {
        using var repository = await TestRepository.InitAsync(time: TimeProvider.System);
        await using var held = await repository.Locks.AcquireAsync(first, "", CancellationToken.None);

        if (isAllowed)
        {
            await using var other = await repository.Locks.AcquireAsync(second, "", CancellationToken.None);
            Assert.Equal(2, (await repository.Locks.ListAsync(CancellationToken.None)).Count);
        }
        else
        {
            var error = await Assert.ThrowsAsync<MeshException>(
                () => repository.Locks.AcquireAsync(second, "", CancellationToken.None));
            Assert.Equal("repository-locked", error.Code);
            Assert.Equal(ExitCode.Locked, error.ExitCode);
        }
    }

    [Fact]
    public async Task A_released_lock_leaves_nothing()
    {
        using var repository = await TestRepository.InitAsync();
        var held = await repository.Locks.AcquireAsync(true, "run", CancellationToken.None);
        await held.DisposeAsync();
        await held.DisposeAsync();

        Assert.Empty(await repository.Locks.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_lock_is_refreshed_every_five_minutes_and_never_absent()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store, _time);
        var held = await AcquireAsync(repository);
        var before = Assert.Single(await repository.Locks.ListAsync(CancellationToken.None));

        _time.Advance(TimeSpan.FromMinutes(5));
        var after = await WaitForAsync(repository, locks => locks.Count == 1 && locks[0].Id != before.Id);

        Assert.Equal(
            _start + TimeSpan.FromMinutes(5) + LockRules.SettleTime, after[0].Time.ToDateTimeOffset());
        Assert.Equal("run", after[0].Tag);
        await held.DisposeAsync();
        Assert.Empty(await repository.Locks.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_holder_that_cannot_refresh_stops_writing_before_others_call_it_dead()
    {
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store, _time);
        await using var held = await AcquireAsync(repository);
        store.Plan = FaultPlans.Always(StoreOperation.Put, "locks/", Fault.FailBefore);

        _time.Advance(TimeSpan.FromMinutes(21));
        held.EnsureHeld();
        _time.Advance(TimeSpan.FromMinutes(2));

        var error = Assert.Throws<MeshException>(held.EnsureHeld);
        Assert.Equal("lock-lost", error.Code);
        SpinWait.SpinUntil(() => held.Lost.IsCancellationRequested);
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default, held);
        await writer.SaveAsync(BlobType.Data, "late"u8.ToArray(), CancellationToken.None);
        await Assert.ThrowsAsync<MeshException>(() => writer.FlushAsync(CancellationToken.None));
        await using var packs = memory.ListAsync("data/", CancellationToken.None).GetAsyncEnumerator();
        Assert.False(await packs.MoveNextAsync());
    }

    [Fact]
    public async Task A_lock_whose_put_failed_after_its_effect_is_not_left_behind()
    {
        await using var memory = new MemoryObjectStore();
        await using var store = new FaultyObjectStore(memory, FaultPlans.None);
        using var repository = await TestRepository.InitAsync(store, _time);
        store.Plan = FaultPlans.Script(StoreOperation.Put, "locks/", Fault.FailAfter);

        await Assert.ThrowsAnyAsync<MeshException>(
            () => repository.Locks.AcquireAsync(false, "run", CancellationToken.None));

        Assert.Empty(await repository.Locks.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Stale_locks_are_old_ones_and_those_of_dead_processes_of_this_machine()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store, _time);
        var here = HostIdentity.Current();
        await LeaveLockAsync(store, here with { ProcessId = int.MaxValue }, "dead");
        await LeaveLockAsync(
            store, here with { Hostname = "elsewhere", ProcessId = int.MaxValue }, "elsewhere");
        await LeaveLockAsync(store, here, "alive");

        Assert.Equal(1, await repository.Locks.RemoveStaleAsync(CancellationToken.None));
        Assert.Equal(["alive", "elsewhere"], await TagsAsync(repository));
        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(2, await repository.Locks.RemoveStaleAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_run_finds_the_locks_that_its_killed_predecessor_left()
    {
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store, _time);
        await LeaveLockAsync(store, HostIdentity.Current(), "run-1");
        await LeaveLockAsync(store, HostIdentity.Current(), "run-1");
        await LeaveLockAsync(store, HostIdentity.Current(), "run-2");

        Assert.True(await repository.Locks.IsLockedAsync(true, "run-1", CancellationToken.None));
        Assert.False(await repository.Locks.IsLockedAsync(false, "run-1", CancellationToken.None));
        Assert.True(await repository.Locks.RefreshOwnAsync("run-1", CancellationToken.None));
        Assert.Equal(["run-1", "run-2"], await TagsAsync(repository));
        Assert.Equal(1, await repository.Locks.RemoveOwnAsync("run-1", CancellationToken.None));
        Assert.False(await repository.Locks.RefreshOwnAsync("run-1", CancellationToken.None));
        Assert.Equal(["run-2"], await TagsAsync(repository));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(99)]
    public async Task A_lock_that_cannot_be_read_forbids_to_go_on_and_the_error_tells_the_way_out(int length)
    {
        // Whole, its name is its hash, but nobody with the key wrote it; cut, not even that.
        var content = Content.Random(new Random(1), 100);
        await using var store = new MemoryObjectStore();
        using var repository = await TestRepository.InitAsync(store);
        var key = "locks/" + BlobId.Of(content);
        await store.PutAsync(key, content.AsMemory(0, length), PutCondition.Overwrite, default);

        var error = await Assert.ThrowsAsync<MeshException>(
            () => repository.Locks.AcquireAsync(false, "", CancellationToken.None));
        Assert.Equal("damaged-lock", error.Code);
        Assert.EndsWith(key, error.Subject, StringComparison.Ordinal);
        Assert.Contains("unlock --remove-all", error.Hint, StringComparison.Ordinal);

        Assert.Equal(1, await repository.Locks.RemoveAllAsync(CancellationToken.None));
        var acquired = await repository.Locks.AcquireAsync(false, "", CancellationToken.None);
        await acquired.DisposeAsync();
    }

    private async Task<RepositoryLock> AcquireAsync(Repository repository)
    {
        var acquiring = repository.Locks.AcquireAsync(false, "run", CancellationToken.None);
        while ((await repository.Locks.ListAsync(CancellationToken.None)).Count != 1)
        {
            await Task.Yield();
        }

        while (!acquiring.IsCompleted)
        {
            // Once: the time it waits for others. The lock was written before.
            _time.Advance(_time.GetUtcNow() == _start ? LockRules.SettleTime : TimeSpan.Zero);
            await Task.Yield();
        }

        return await acquiring;
    }

    private static async Task<IReadOnlyList<LockInfo>> WaitForAsync(
        Repository repository, Func<IReadOnlyList<LockInfo>, bool> condition)
    {
        while (true)
        {
            var locks = await repository.Locks.ListAsync(CancellationToken.None);
            Assert.NotEmpty(locks);
            if (condition(locks))
            {
                return locks;
            }

            await Task.Yield();
        }
    }

    private async Task LeaveLockAsync(MemoryObjectStore store, HostIdentity host, string tag)
    {
        var options = TestRepository.Options(_time) with { Host = host };
        using var repository = await Repository.OpenAsync(
            store, TestRepository.Password, options, CancellationToken.None);
        await repository.Locks.CreateAsync(false, tag, CancellationToken.None);
    }

    private static async Task<IEnumerable<string>> TagsAsync(Repository repository) =>
        (await repository.Locks.ListAsync(CancellationToken.None)).Select(info => info.Tag).Order();
}
