using System.Security.Cryptography;
using Mesh.Sites.Epochs;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>Three voters, the links to them, and one thread of time for all.</summary>
internal sealed class World
{
    public const double Drift = 0.4;

    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private static readonly string[] VoterNames = ["a", "b", "witness"];

    private readonly List<Lane> lanes = [];
    private readonly Dictionary<string, IObjectStore> stores = [];
    private readonly List<FaultyObjectStore> faulty = [];

    public World(int seed)
    {
        Random = new Random(seed);
        Network = NewLane();
        foreach (var name in VoterNames)
        {
            var store = new FaultyObjectStore(new MemoryObjectStore(), FaultPlans.None);
            faulty.Add(store);
            stores.Add(name, store);
        }
    }

    public Random Random { get; }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What is on its way.</summary>
    public Lane Network { get; }

    public LeaseRules Rules { get; } = new()
    {
        Length = TimeSpan.FromSeconds(10), Drift = Drift, Margin = TimeSpan.FromMilliseconds(200),
    };

    public Lane NewLane()
    {
        var lane = new Lane();
        lanes.Add(lane);
        return lane;
    }

    public DriftingTime NewClock() =>
        new(Time, 1 + (Random.NextDouble() * Drift), TimeSpan.FromSeconds(Random.Next(0, 100_000)));

    /// <summary>A process's own view of the voters, over links of its own.</summary>
    public (EpochVoters Voters, IReadOnlyList<Link> Links) Connect(TimeProvider clock)
    {
        var links = VoterNames.Select(_ => new Link(Random)).ToList();
        var voters = VoterNames.Select((name, index) => new EpochVoter(
            name, new LinkedStore(this, links[index], stores[name]), "bank", Rules.VoterLimit, clock));
        return (new EpochVoters([.. voters], clock), links);
    }

    /// <summary>Lets a share of what the voters are asked fail, before or after it was done.</summary>
    public void MakeVotersFail(double share) => faulty.ForEach(store =>
        store.Plan = FaultPlans.Random(Random, share, Fault.FailBefore, Fault.FailAfter));

    public Task DelayAsync(TimeSpan atMost) =>
        Task.Delay(Step + (Random.Next(8) == 0 ? atMost * Random.NextDouble() : TimeSpan.Zero), Time);

    /// <summary>Goes on by one step of time, after all that can happen now has happened.</summary>
    public void Advance()
    {
        Settle();
        Time.Advance(Step);
        Settle();
        if (lanes.FirstOrDefault(lane => lane.Failure is not null) is { } broken)
        {
            throw new InvalidOperationException("something failed in the simulation", broken.Failure);
        }
    }

    public RandomNumberGenerator NewNames() => new SeededNumbers(Random.Next());

    private void Settle()
    {
        for (var any = true; any;)
        {
            any = false;
            foreach (var lane in lanes)
            {
                any |= lane.Drain();
            }
        }
    }

    private sealed class SeededNumbers(int seed) : RandomNumberGenerator
    {
        private readonly Random random = new(seed);

        public override void GetBytes(byte[] data) => random.NextBytes(data);

        public override void GetBytes(Span<byte> data) => random.NextBytes(data);
    }
}
