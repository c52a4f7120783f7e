using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;

namespace Mesh.Tests.Storage.Faults;

public sealed class FaultyObjectStoreTests : IDisposable
{
    private readonly MemoryObjectStore memory = new();
    private readonly FaultyObjectStore store;

    public FaultyObjectStoreTests() => store = new FaultyObjectStore(memory, FaultPlans.None);

    [Theory]
    [InlineData(Fault.FailBefore, false)]
    [InlineData(Fault.FailAfter, true)]
    public async Task A_put_fails_before_or_after_its_effect(Fault fault, bool stored)
    {
        store.Plan = FaultPlans.Always(StoreOperation.Put, "", fault);

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => PutAsync("config", [1]));

        Assert.True(error.IsTransient);
        Assert.Equal(stored, await memory.StatAsync("config", default) is not null);
    }

    [Fact]
    public async Task A_put_may_be_lost_short_or_wrong_and_yet_report_success()
    {
        var content = Bytes.Of(1000);
        store.Plan = FaultPlans.Script(
            StoreOperation.Put, "", Fault.LostWrite, Fault.ShortWrite, Fault.FlipBitOnWrite);

        await PutAsync("config", content);
        Assert.Null(await memory.StatAsync("config", default));
        await PutAsync("config", content);
        Assert.Equal(content[..500], await memory.GetAsync("config", default));
        await PutAsync("config", content);
        var wrong = await memory.GetAsync("config", default);

        Assert.Equal(1, content.Zip(wrong).Sum(pair => int.PopCount(pair.First ^ pair.Second)));
        await PutAsync("config", content);
        Assert.Equal(content, await memory.GetAsync("config", default));
    }

    [Fact]
    public async Task A_read_may_be_wrong_short_or_denied_while_the_object_is_whole()
    {
        var content = Bytes.Of(1000);
        await PutAsync("config", content);
        store.Plan = FaultPlans.Script(
            StoreOperation.Read, "", Fault.FlipBitOnRead, Fault.Truncate, Fault.Hide);

        var wrong = await store.GetAsync("config", default);
        Assert.Equal(1, content.Zip(wrong).Sum(pair => int.PopCount(pair.First ^ pair.Second)));
        await Assert.ThrowsAsync<ObjectTruncatedException>(() => store.GetAsync("config", default));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.GetAsync("config", default));
        Assert.Equal(content, await store.GetAsync("config", default));
        Assert.Equal(3, store.FaultCount);
    }

    [Fact]
    public async Task A_listing_may_hide_objects_cut_sizes_or_break_off()
    {
        for (var i = 0; i < 10; i++)
        {
            await PutAsync($"data/{i}", new byte[10]);
        }

        store.Plan = FaultPlans.Script(StoreOperation.List, "", Fault.Hide, Fault.Truncate, Fault.FailAfter);

        Assert.Equal(5, (await Bytes.KeysAsync(store, "")).Count);
        await foreach (var info in store.ListAsync("", default))
        {
            Assert.Equal(5, info.Size);
        }

        var seen = 0;
        await Assert.ThrowsAsync<ObjectStoreException>(async () =>
        {
            await foreach (var info in store.ListAsync("", default))
            {
                seen++;
            }
        });
        Assert.Equal(5, seen);
        Assert.Equal(10, (await Bytes.KeysAsync(store, "")).Count);
    }

    [Fact]
    public async Task A_delete_may_be_lost_and_a_stat_may_lie()
    {
        await PutAsync("config", new byte[10]);
        store.Plan = FaultPlans.FirstOf(
            FaultPlans.Always(StoreOperation.Delete, "", Fault.LostWrite),
            FaultPlans.Script(StoreOperation.Stat, "", Fault.Hide, Fault.Truncate));

        Assert.True(await store.DeleteAsync("config", default));
        Assert.Null(await store.StatAsync("config", default));
        Assert.Equal(5, (await store.StatAsync("config", default))!.Size);
        Assert.Equal(10, (await store.StatAsync("config", default))!.Size);
    }

    [Fact]
    public async Task A_stall_ends_when_it_is_cancelled_and_a_hang_does_not()
    {
        using var source = new CancellationTokenSource();
        store.Plan = FaultPlans.Script(StoreOperation.Stat, "", Fault.Stall, Fault.Hang);
        var stall = store.StatAsync("config", source.Token);
        var hang = store.StatAsync("config", source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stall);
        Assert.False(hang.IsCompleted);
    }

    [Fact]
    public void A_seeded_plan_does_the_same_at_each_run()
    {
        var first = Faults();
        Assert.Equal(first, Faults());
        Assert.InRange(first.Count(fault => fault != Fault.None), 200, 400);
        Assert.Contains(Fault.Stall, first);
        Assert.Contains(Fault.Deny, first);

        static List<Fault> Faults()
        {
            var plan = FaultPlans.Random(new Random(4711), 0.3, Fault.Stall, Fault.Deny);
            return [.. Enumerable.Range(0, 1000).Select(_ => plan(StoreOperation.Put, "x"))];
        }
    }

    [Fact]
    public void A_script_counts_only_the_calls_it_is_about()
    {
        var plan = FaultPlans.Script(StoreOperation.Put, "data/", Fault.Deny);

        Assert.Equal(Fault.None, plan(StoreOperation.Read, "data/x"));
        Assert.Equal(Fault.None, plan(StoreOperation.Put, "config"));
        Assert.Equal(Fault.Deny, plan(StoreOperation.Put, "data/x"));
        Assert.Equal(Fault.None, plan(StoreOperation.Put, "data/x"));
    }

    public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task PutAsync(string key, byte[] content) =>
        store.PutAsync(key, content, PutCondition.Overwrite, default);
}
