using Mesh.Domain.Errors;
using Mesh.Sites.Epochs;
using Mesh.Storage.Memory;

namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>A site's agent, as far as the lease goes: it asks the voters again and again.</summary>
internal sealed class SimulatedSite : IDisposable
{
    private readonly World world;
    private readonly MemoryObjectStore disk = new();
    private CancellationTokenSource life = new();

    public SimulatedSite(World world, string name)
    {
        this.world = world;
        Name = name;
        Lane = world.NewLane();
        Clock = world.NewClock();
        (Voters, Links) = world.Connect(Clock);
        Start();
    }

    public string Name { get; }

    public Lane Lane { get; }

    public DriftingTime Clock { get; }

    public EpochVoters Voters { get; }

    public IReadOnlyList<Link> Links { get; }

    public SiteLease? Lease { get; private set; }

    public EpochMemory? Memory { get; private set; }

    public int Grants { get; private set; }

    public bool HoldsLease => Lease?.IsValid == true;

    /// <summary>Ends the process and starts another on the same disk.</summary>
    public void Restart()
    {
        life.Cancel();
        (Lease, Memory, life) = (null, null, new());
        Start();
    }

    /// <summary>What an order to fence does: it makes the newer epoch known and ends the lease.</summary>
    public void Fence(long epoch, Action fenced)
    {
        var (lease, memory) = (Lease, Memory);
        Lane.Begin(async () =>
        {
            if (lease is not null && memory is not null)
            {
                await memory.SawAsync(epoch, default);
                lease.End();
                world.Network.Begin(() =>
                {
                    fenced();
                    return Task.CompletedTask;
                });
            }
        });
    }

    public void Dispose()
    {
        life.Cancel();
        life.Dispose();
        disk.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Start()
    {
        var stop = life.Token;
        Lane.Begin(async () =>
        {
            var memory = await EpochMemory.OpenAsync(disk, stop);
            var lease = new SiteLease(
                Name, true, Voters, memory, world.Rules, Clock, world.NewNames());
            (Memory, Lease) = (memory, lease);
            while (!stop.IsCancellationRequested)
            {
                var before = lease.Epoch;
                try
                {
                    await lease.RenewAsync(stop);
                }
                catch (MeshException)
                {
                    // The voters were away; the next round asks them again.
                }

                Grants += lease.Epoch == before ? 0 : 1;
                await Task.Delay(world.Rules.Pause * world.Random.NextDouble(), Clock, stop);
            }
        });
    }
}
