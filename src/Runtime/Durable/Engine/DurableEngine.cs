using Mesh.Runtime.Durable.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// All that runs in one process besides the instances themselves: activities, timers, deliveries.
/// </summary>
internal sealed class DurableEngine : IEngineServices, IDisposable
{
    private const int SweepConcurrency = 8;

    private readonly Courier courier;
    private readonly MailLanes lanes;
    private readonly ActivityDispatcher dispatcher;
    private readonly TimerQueue timers;
    private volatile bool stopping;
    private Task sweep = Task.CompletedTask;

    public DurableEngine(
        IHistoryStore store,
        IDurableFunctions functions,
        OrchestrationTools tools,
        DurableOptions options,
        IInstanceRouter router)
    {
        (Store, Functions, Tools, Options) = (store, functions, tools, options);
        Log = tools.Loggers.CreateLogger<DurableEngine>();
        courier = new(router, options.TimeProvider, tools.Loggers.CreateLogger<Courier>());
        dispatcher = new(
            functions,
            Wake,
            options.MaxConcurrentActivities,
            tools.Loggers.CreateLogger<ActivityDispatcher>());
        lanes = new(courier, dispatcher.Release);
        timers = new(options.TimeProvider, OnTimerDue);
    }

    public IHistoryStore Store { get; }

    public IDurableFunctions Functions { get; }

    public OrchestrationTools Tools { get; }

    public DurableOptions Options { get; }

    public ILogger Log { get; }

    public InstanceWatch Watch { get; } = new();

    public void Dispatch(ActivityTask task) => dispatcher.Dispatch(task);

    public void Await(TimerRow timer) => timers.Add(timer);

    public void Wake(string instance, MailItem mail) => lanes.Send(instance, mail);

    public void Announce(string instance) => Watch.Changed(instance);

    /// <summary>Takes up all that was under way when the last process ended.</summary>
    public async Task StartAsync()
    {
        dispatcher.Start();
        foreach (var row in Store.ListSetAside().Where(IsKnownAgain))
        {
            await Store.ReleaseAsync(row.Id);
        }

        var unfinished = Store.ListUnfinished();
        foreach (var timer in Store.ListTimers())
        {
            timers.Add(timer);
        }

        sweep = Task.Run(() => SweepAsync(unfinished));
    }

    public async Task StopAsync()
    {
        stopping = true;
        timers.Dispose();
        await FinishAsync();
        courier.Stop();
        await sweep;
    }

    public void Dispose()
    {
        timers.Dispose();
        dispatcher.Dispose();
        courier.Dispose();
    }

    /// <summary>
    /// Lets activities end and what is under way arrive, as long as patience lasts; what does not, happens
    /// again after the next start.
    /// </summary>
    private async Task FinishAsync()
    {
        try
        {
            await FinishActivitiesAndMailAsync().WaitAsync(Options.StopPatience, Options.TimeProvider);
        }
        catch (TimeoutException)
        {
            Log.LogWarning("Not all activities ended in time; they run again after the next start.");
        }
    }

    private async Task FinishActivitiesAndMailAsync()
    {
        await dispatcher.StopAsync();
        await lanes.WhenEmptyAsync();
    }

    /// <summary>
    /// Nothing else wakes an instance whose activity or message was lost with the last process.
    /// </summary>
    private Task SweepAsync(IReadOnlyList<string> unfinished) => Parallel.ForEachAsync(
        unfinished,
        new ParallelOptions { MaxDegreeOfParallelism = SweepConcurrency },
        async (instance, _) =>
        {
            if (!stopping)
            {
                await courier.DeliverAsync(instance, [MailItem.Poke]);
            }
        });

    /// <summary>
    /// A new version of the program may have brought an orchestrator back; other reasons stay.
    /// </summary>
    private bool IsKnownAgain(InstanceRow row) =>
        row.SetAside!.StartsWith(typeof(OrchestratorNotFoundException).FullName!, StringComparison.Ordinal)
        && Functions.FindOrchestrator(row.Name) is not null;

    private void OnTimerDue(TimerRow timer) => Wake(
        timer.Instance,
        timer.Id == TimerRow.StartOfInstance
            ? MailItem.Poke
            : new MailItem(MailKind.TimerDue, timer.Execution, timer.Id));
}
