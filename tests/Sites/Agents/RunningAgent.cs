using System.Security.Cryptography;
using Mesh.Domain.Sites;
using Mesh.Sites.Agents;
using Mesh.Sites.Epochs;
using Mesh.Sites.Watchdogs;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Agents;

/// <summary>An agent of site "a" among three voters, on a clock that the test moves.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly Dictionary<string, FaultyObjectStore> stores;
    private readonly MemoryObjectStore disk;
    private readonly RandomNumberGenerator names = RandomNumberGenerator.Create();
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> log = [];
    private EpochMemory? memory;
    private SiteLease? lease;
    private IWatchdog watchdog = new NoWatchdog();
    private Task running = Task.CompletedTask;

    private RunningAgent(Dictionary<string, FaultyObjectStore> stores, MemoryObjectStore disk)
    {
        (this.stores, this.disk) = (stores, disk);
        Voters = new EpochVoters(
            [
                .. stores.Select(store =>
                    new EpochVoter(store.Key, store.Value, "bank", Rules.VoterLimit, Time)),
            ],
            Time);
        Part = new ListedPart(Time);
    }

    public static LeaseRules Rules { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch);

    public EpochVoters Voters { get; }

    public ListedPart Part { get; }

    public SiteAgent Agent { get; private set; } = null!;

    public static async Task<RunningAgent> StartAsync(IWatchdog? watchdog = null)
    {
        var stores = new[] { "a", "b", "witness" }.ToDictionary(
            name => name, _ => new FaultyObjectStore(new MemoryObjectStore(), FaultPlans.None));
        var agent = new RunningAgent(stores, new MemoryObjectStore());
        agent.watchdog = watchdog ?? agent.watchdog;
        await agent.Voters.FoundAsync(default);
        await agent.BeginAsync();
        return agent;
    }

    /// <summary>Another process of the agent, on the disk that this one has left.</summary>
    public async Task<RunningAgent> RestartAsync()
    {
        await StopAsync();
        var next = new RunningAgent(stores, disk);
        await next.BeginAsync();
        return next;
    }

    public void CutVoters() => SetVoters((_, _) => Fault.FailBefore);

    public void HealVoters() => SetVoters(FaultPlans.None);

    public Task<SiteAnswer> OrderAsync(
        SiteVerb verb, long epoch, string? id = null, int number = 0) => Agent.DoAsync(
        new SiteOrder
        {
            OrderId = id ?? $"{verb}-{epoch}", System = "bank", Site = "a", Component = "db", Verb = verb,
            Epoch = epoch, Number = number, Instance = number > 0 ? "runbook" : "",
        },
        default);

    /// <summary>Lets time pass, a little at a time, until it is so.</summary>
    public async Task<TimeSpan> UntilAsync(Func<Task<bool>> so, TimeSpan limit)
    {
        var began = Time.GetTimestamp();
        while (!await so())
        {
            Assert.True(
                Time.GetElapsedTime(began) < limit, $"not in {limit}; {string.Join("; ", log)}");
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await SettleAsync();
        }

        return Time.GetElapsedTime(began);
    }

    public Task<TimeSpan> UntilAsync(Func<bool> so, TimeSpan limit) =>
        UntilAsync(() => Task.FromResult(so()), limit);

    /// <summary>Lets time pass, a little at a time.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var began = Time.GetTimestamp();
        await UntilAsync(() => Time.GetElapsedTime(began) >= span, span * 2);
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Agent.DisposeAsync();
        lease!.Dispose();
        memory!.Dispose();
        names.Dispose();
        stop.Dispose();
    }

    // What the last moment has woken goes first: on a busy machine time would run away from the agent.
    private static async Task SettleAsync()
    {
        const int most = 1000;
        for (var turn = 0; turn == 0 || (turn < most && ThreadPool.PendingWorkItemCount > 0); turn++)
        {
            await Task.Yield();
        }
    }

    private void SetVoters(FaultPlan plan)
    {
        foreach (var store in stores.Values)
        {
            store.Plan = plan;
        }
    }

    private async Task BeginAsync()
    {
        memory = await EpochMemory.OpenAsync(disk, default);
        lease = new SiteLease("a", false, Voters, memory, Rules, Time, names);
        var answers = await AnswerMemory.OpenAsync(disk, default);
        Agent = new SiteAgent(
            "bank", "a", [Part], lease, memory, answers, watchdog, Rules, Time, log.Add);
        running = Agent.RunAsync(stop.Token);
    }
}
