using Mesh.Runtime.Functions;
using Mesh.Runtime.Functions.Invoking;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Listening;
using Mesh.Runtime.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// Starts timers and queue listeners with the host, and drains them before anything else of it stops.
/// </summary>
internal sealed class TriggerService(
    FunctionTable table,
    FunctionInvoker invoker,
    ActiveInvocations active,
    QueueTransports transports,
    QueueSettings queueSettings,
    Settings settings,
    MeshHostOptions options,
    ILoggerFactory loggers) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly List<TimerListener> timers = [];
    private readonly List<QueueListener> queues = [];
    private readonly ILogger logger = loggers.CreateLogger<TriggerService>();

    /// <summary>No new request is taken.</summary>
    public bool IsDraining { get; private set; }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Bad schedules, names and settings stop the start here, before anything runs.
        var zone = settings.TimerZone();
        timers.AddRange(table.Of(FunctionKind.Timer).Select(function => CreateTimer(function, zone)));
        queues.AddRange(table.Of(FunctionKind.Queue).Select(CreateQueue));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        timers.ForEach(timer => timer.Start());
        queues.ForEach(queue => queue.Start());
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsDraining = true;
        await Task.WhenAll(timers.Select(timer => timer.StopAsync()));
        await Task.WhenAll(queues.Select(queue => queue.StopReceivingAsync()));
        if (await active.DrainAsync(options.DrainTimeout, cancellationToken) is > 0 and var left)
        {
            logger.LogWarning(
                "{Count} invocations were cancelled: they ran longer than the stop waits", left);
        }

        await Task.WhenAll(
            [.. queues.Select(queue => queue.SettledAsync()), .. timers.Select(timer => timer.EndedAsync())])
            .WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>May be called twice: the container knows this object by two names.</summary>
    public async ValueTask DisposeAsync()
    {
        List<IAsyncDisposable> listeners = [.. timers, .. queues];
        timers.Clear();
        queues.Clear();
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }
    }

    private TimerListener CreateTimer(FunctionEntry function, TimeZoneInfo zone)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        var subject = $"function '{function.Name}'";
        var schedule = TimerSchedule.Parse(subject, settings.Resolve(subject, trigger.Schedule), zone);
        var store = trigger.UseMonitor && IsWorthMonitoring(schedule)
            ? new TimerStatusStore(Path.Combine(options.DataDirectory, "timers"))
            : null;
        return new(function, schedule, store, invoker, options.Clock, loggers.CreateLogger<TimerListener>());
    }

    // As on Azure: a tick within the minute is not worth a write to the disk.
    private bool IsWorthMonitoring(TimerSchedule schedule)
    {
        var first = schedule.NextAfter(options.Clock.GetUtcNow());
        return first == DateTimeOffset.MaxValue || schedule.NextAfter(
            first) - first >= TimeSpan.FromMinutes(1);
    }

    private QueueListener CreateQueue(FunctionEntry function)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        var queue = settings.Resolve($"function '{function.Name}'", trigger.QueueName);
        QueueLimits.CheckName(queue);
        var transport = transports.For(trigger.Connection);
        var queueLogger = loggers.CreateLogger<QueueListener>();
        var processor = new MessageProcessor(
            transport, queueSettings, invoker, active, options.Clock, queueLogger);
        return new(function, queue, transport, queueSettings, processor, options.Clock, queueLogger);
    }
}
