using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Storage.Retries;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Storage.Retries;

/// <summary>
/// The tests run on the pool without xunit's synchronization context. So what waits for the fake clock goes
/// on within Advance, on the same thread, and no pause or limit depends on how fast this machine is.
/// </summary>
public sealed class RetryingObjectStoreTests : IDisposable
{
    private readonly MemoryObjectStore memory = new();
    private readonly FaultyObjectStore faulty;
    private readonly FakeTimeProvider time = new();
    private readonly List<RetryNotice> notices = [];
    private readonly RetryingObjectStore store;

    public RetryingObjectStoreTests()
    {
        faulty = new FaultyObjectStore(memory, FaultPlans.None);
        store = new RetryingObjectStore(
            faulty, new RetryOptions { OnRetry = notices.Add }, time, new Random(1));
    }

    [Fact]
    public Task What_fails_for_a_passing_reason_is_repeated_and_told_of() => Task.Run(async () =>
    {
        faulty.Plan = FaultPlans.Script(
            StoreOperation.Put, "", Fault.FailBefore, Fault.FailBefore, Fault.FailAfter);

        await FinishAsync(store.PutAsync("config", new byte[] { 1 }, PutCondition.Overwrite, default));

        Assert.Equal([1], await memory.GetAsync("config", default));
        Assert.Equal([1, 2, 3], notices.Select(notice => notice.Attempt));
        Assert.All(notices, notice =>
        {
            Assert.Equal((StoreOperation.Put, "config"), (notice.Operation, notice.Key));
            Assert.Equal("store-unavailable", notice.Error.Code);
        });
    });

    [Fact]
    public Task A_put_whose_answer_was_lost_is_found_done_though_many_reads_fail() => Task.Run(async () =>
    {
        var content = Bytes.Of(5 << 20);
        var lost = FaultPlans.Script(StoreOperation.Put, "", Fault.FailAfter);
        var reads = 0;
        faulty.Plan = (operation, key) =>
            operation == StoreOperation.Read && Interlocked.Increment(ref reads) % 2 == 1
                ? Fault.FailBefore
                : lost(operation, key);

        await FinishAsync(store.PutAsync("config", content, PutCondition.IfAbsent, default));

        Assert.Equal(content, await memory.GetAsync("config", default));
        Assert.Equal(10, reads);
    });

    [Fact]
    public Task Every_operation_is_repeated() => Task.Run(async () =>
    {
        await memory.PutAsync("a/b", new byte[] { 5 }, PutCondition.Overwrite, default);
        foreach (var operation in Enum.GetValues<StoreOperation>())
        {
            faulty.Plan = FaultPlans.Script(operation, "", Fault.FailBefore, Fault.FailAfter);
            var destination = new byte[1];
            await FinishAsync(operation switch
            {
                StoreOperation.Stat => store.StatAsync("a/b", default),
                StoreOperation.List => Bytes.KeysAsync(store, "a/"),
                StoreOperation.Put => store.PutAsync("a/c", new byte[1], PutCondition.Overwrite, default),
                StoreOperation.Read => store.ReadAsync("a/b", 0, destination, default),
                _ => store.DeleteAsync("a/b", default),
            });
            Assert.Equal(2, notices.Count(notice => notice.Operation == operation));
        }

        Assert.Equal(["a/c"], await Bytes.KeysAsync(memory, ""));
    });

    [Theory]
    [InlineData(Fault.Deny, "store-denied")]
    [InlineData(Fault.Hide, "object-not-found")]
    public Task What_only_an_act_can_mend_comes_through_at_once(Fault fault, string code) =>
        Task.Run(async () =>
        {
            faulty.Plan = FaultPlans.Always(StoreOperation.Read, "", fault);

            var error = await Assert.ThrowsAsync<ObjectStoreException>(
                () => AsBase(store.ReadAsync("config", 0, new byte[1], default)));

            Assert.Equal(code, error.Code);
            Assert.Empty(notices);
        });

    [Fact]
    public Task A_defect_of_ours_is_not_repeated() => Task.Run(async () =>
    {
        faulty.Plan = (_, _) => throw new InvalidOperationException("a bug");

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.StatAsync("config", default));

        Assert.Empty(notices);
    });

    [Fact]
    public Task A_short_read_is_tried_once_more_and_an_object_that_is_really_short_fails_soon() =>
        Task.Run(async () =>
        {
            await memory.PutAsync("config", Bytes.Of(100), PutCondition.Overwrite, default);
            faulty.Plan = FaultPlans.Script(StoreOperation.Read, "", Fault.Truncate);
            var destination = new byte[100];
            await FinishAsync(store.ReadAsync("config", 0, destination, default));
            Assert.Equal(Bytes.Of(100), destination);

            notices.Clear();
            await Assert.ThrowsAsync<ObjectTruncatedException>(
                () => FinishAsync(store.ReadAsync("config", 50, new byte[51], default)));
            Assert.Single(notices);
        });

    [Fact]
    public Task Pauses_grow_to_a_limit_and_the_last_error_says_how_long_it_was_tried() => Task.Run(async () =>
    {
        faulty.Plan = FaultPlans.Always(StoreOperation.Stat, "", Fault.FailBefore);
        var begun = time.GetUtcNow();

        var error = await Assert.ThrowsAsync<ObjectStoreException>(
            () => FinishAsync(store.StatAsync("config", default)));

        Assert.StartsWith(
            $"gave up after {notices.Count + 1} attempts in 3", error.Hint, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        Assert.All(notices, notice => Assert.InRange(notice.Delay, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        Assert.True(notices[0].Delay < TimeSpan.FromSeconds(1));
        Assert.True(notices[^1].Delay > TimeSpan.FromSeconds(5));
        Assert.InRange(time.GetUtcNow() - begun, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    });

    [Fact]
    public Task A_put_if_absent_whose_first_attempt_failed_succeeds_if_it_had_stored_its_content() =>
        Task.Run(async () =>
        {
            faulty.Plan = FaultPlans.Script(StoreOperation.Put, "", Fault.FailAfter);
            var content = Bytes.Of(3_000_000);

            await FinishAsync(store.PutAsync(
                "locks/one", Bytes.InPieces(content, 999_999), PutCondition.IfAbsent, default));

            Assert.Equal(content, await memory.GetAsync("locks/one", default));
        });

    [Theory]
    [InlineData(2_999_999)]
    [InlineData(3_000_000)]
    public Task A_put_if_absent_that_another_writer_overtook_during_its_pause_fails(int othersLength) =>
        Task.Run(async () =>
        {
            var content = Bytes.Of(3_000_000);
            var others = content.AsSpan(0, othersLength).ToArray();
            others[^1] ^= 1;
            faulty.Plan = FaultPlans.Script(StoreOperation.Put, "", Fault.FailBefore);
            var put = store.PutAsync("locks/one", content, PutCondition.IfAbsent, default);
            await memory.PutAsync("locks/one", others, PutCondition.IfAbsent, default);

            await Assert.ThrowsAsync<ObjectExistsException>(() => FinishAsync(put));

            Assert.Equal(others, await memory.GetAsync("locks/one", default));
        });

    [Fact]
    public Task A_listing_that_breaks_off_begins_anew_and_repeats_nothing() => Task.Run(async () =>
    {
        for (var i = 0; i < 10; i++)
        {
            await memory.PutAsync($"data/{i}", new byte[i], PutCondition.Overwrite, default);
        }

        faulty.Plan = FaultPlans.Script(StoreOperation.List, "", Fault.FailAfter, Fault.FailAfter);
        var listing = Bytes.KeysAsync(store, "");
        await FinishAsync(listing);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"data/{i}"), await listing);
        Assert.Equal(2, notices.Count);
    });

    [Fact]
    public Task To_cancel_ends_a_pause_and_a_stalled_call() => Task.Run(async () =>
    {
        foreach (var fault in new[] { Fault.FailBefore, Fault.Stall })
        {
            using var source = new CancellationTokenSource();
            faulty.Plan = FaultPlans.Always(StoreOperation.Stat, "", fault);
            var stat = store.StatAsync("config", source.Token);
            Assert.False(stat.IsCompleted);

            await source.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stat);
        }
    });

    [Fact]
    public Task A_stalled_call_is_ended_and_repeated() => Task.Run(async () =>
    {
        faulty.Plan = FaultPlans.Script(StoreOperation.Put, "", Fault.Stall);
        var put = store.PutAsync("config", new byte[] { 1 }, PutCondition.Overwrite, default);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(notices);
        await FinishAsync(put);

        Assert.Equal("store-stalled", Assert.Single(notices).Error.Code);
        Assert.Equal([1], await memory.GetAsync("config", default));
    });

    [Fact]
    public Task A_large_object_has_the_time_that_a_slow_line_needs() => Task.Run(async () =>
    {
        faulty.Plan = FaultPlans.Script(StoreOperation.Put, "", Fault.Stall);
        var put = store.PutAsync("config", new byte[16 << 20], PutCondition.Overwrite, default);

        // 16 MiB at 64 KiB/s, and the stall limit.
        time.Advance(TimeSpan.FromSeconds(256 + 59));
        Assert.Empty(notices);
        await FinishAsync(put);

        Assert.Equal("store-stalled", Assert.Single(notices).Error.Code);
    });

    [Fact]
    public Task A_call_that_cannot_even_be_stopped_is_left_behind_with_an_error() => Task.Run(async () =>
    {
        faulty.Plan = FaultPlans.Always(StoreOperation.Read, "", Fault.Hang);

        var error = await Assert.ThrowsAsync<ObjectStoreException>(
            () => FinishAsync(store.ReadAsync("config", 0, new byte[1], default)));

        Assert.Equal(("store-hung", false), (error.Code, error.IsTransient));
        Assert.Empty(notices);
    });

    [Fact]
    public Task A_listing_may_take_long_as_long_as_it_goes_on() => Task.Run(async () =>
    {
        await using var slow = new SlowListing(time, pages: 20, pause: TimeSpan.FromSeconds(50));
        await using var patient = new RetryingObjectStore(
            slow, new RetryOptions { OnRetry = notices.Add }, time, new Random(1));
        var listing = Bytes.KeysAsync(patient, "");

        await FinishAsync(listing);

        Assert.Equal(20, (await listing).Count);
        Assert.Empty(notices);
    });

    public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Lets time go by until the call ends.</summary>
    private async Task FinishAsync(Task call)
    {
        const int patience = 100_000;
        for (var seconds = 0; !call.IsCompleted; seconds++)
        {
            Assert.True(seconds < patience, "the call never ends");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await call;
    }

    /// <summary>Assert.ThrowsAsync wants the exact type; here any kind of store error will do.</summary>
    private static async Task AsBase(Task call)
    {
        try
        {
            await call;
        }
        catch (ObjectStoreException error)
        {
            throw new ObjectStoreException(error.Code, error.Subject, error.Cause);
        }
    }
}
