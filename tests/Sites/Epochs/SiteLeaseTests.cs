using System.Security.Cryptography;
using Mesh.Sites.Epochs;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Epochs;

public sealed class SiteLeaseTests : IDisposable
{
    private static readonly LeaseRules Rules = new()
    {
        Length = TimeSpan.FromSeconds(100), Drift = 0.01, Margin = TimeSpan.FromSeconds(2),
    };

    private readonly FakeTimeProvider time = new();
    private readonly RandomNumberGenerator names = RandomNumberGenerator.Create();
    private TimeSpan slowness;

    public void Dispose() => names.Dispose();

    [Fact]
    public async Task A_lease_counts_from_before_the_voters_were_asked()
    {
        await using var voters = await ConnectAsync();
        using var memory = await EpochMemory.OpenAsync(new MemoryObjectStore(), default);
        using var lease = new SiteLease("a", true, voters, memory, Rules, time, names);
        await voters.ClaimAsync("a", "run-1", 0, default);
        await lease.RenewAsync(default);
        slowness = TimeSpan.FromSeconds(5);
        var began = time.GetTimestamp();

        await lease.RenewAsync(default);

        Assert.True(time.GetElapsedTime(began) > slowness);
        Assert.Equal(Rules.Length, time.GetElapsedTime(began, lease.Until));
    }

    [Fact]
    public async Task Another_sites_lease_is_waited_for_with_drift_and_margin()
    {
        await using var voters = await ConnectAsync();
        using var memory = await EpochMemory.OpenAsync(new MemoryObjectStore(), default);
        using var lease = new SiteLease("a", true, voters, memory, Rules, time, names);
        await voters.ClaimAsync("b", "run-1", 0, default);
        await voters.TellAsync(new LeaseRecord(1, "b", TimeSpan.FromSeconds(40), Watchdog: true), default);
        await voters.ClaimAsync("a", "run-2", 0, default);
        await lease.RenewAsync(default);

        time.Advance(TimeSpan.FromSeconds(42.3));
        await lease.RenewAsync(default);
        Assert.False(lease.IsValid);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await lease.RenewAsync(default);

        Assert.True(lease.IsValid);
    }

    [Fact]
    public async Task A_claim_that_failed_does_not_keep_the_holder_from_its_lease()
    {
        var stores = Stores();
        await using var voters = await ConnectAsync(stores);
        using var memory = await EpochMemory.OpenAsync(new MemoryObjectStore(), default);
        using var lease = new SiteLease("a", true, voters, memory, Rules, time, names);
        await voters.ClaimAsync("a", "run-1", 0, default);
        await lease.RenewAsync(default);
        await SplitAsync(stores);

        await lease.RenewAsync(default);
        Assert.Equal(1, lease.Epoch);
        await lease.RenewAsync(default);

        Assert.Equal((3, true), (lease.Epoch, lease.IsValid));
    }

    // The other site's claim reaches one voter; another voter is away after that.
    private async Task SplitAsync(FaultyObjectStore[] stores)
    {
        stores[1].Plan = stores[2].Plan = FaultPlans.Always(StoreOperation.Put, "epochs/", Fault.FailBefore);
        await using var other = new EpochVoters(Voters(stores), time);
        Assert.False((await other.ClaimAsync("b", "run-2", 0, default)).Won);
        stores[1].Plan = FaultPlans.None;
        stores[2].Plan = (_, _) => Fault.FailBefore;
    }

    private FaultyObjectStore[] Stores() =>
        [.. Enumerable.Range(0, 3).Select(_ => new FaultyObjectStore(new MemoryObjectStore(), Delay))];

    private Fault Delay(StoreOperation operation, string key)
    {
        time.Advance(operation == StoreOperation.List ? slowness : TimeSpan.Zero);
        return Fault.None;
    }

    private EpochVoter[] Voters(FaultyObjectStore[] stores) =>
        [
            .. stores.Select((store, index) =>
                new EpochVoter($"v{index}", store, "bank", Rules.VoterLimit, time)),
        ];

    private async Task<EpochVoters> ConnectAsync(FaultyObjectStore[]? stores = null)
    {
        var voters = new EpochVoters(Voters(stores ?? Stores()), time);
        await voters.FoundAsync(default);
        return voters;
    }
}
