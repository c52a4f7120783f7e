using Mesh.Runtime.Functions;
using Mesh.Runtime.Functions.Invoking;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Timers;

/// <summary>
/// Runs one timer function, one run at a time. Ticks that are missed, because a run took too long or the host
/// was down, are made up for by one run that is marked as past due.
/// </summary>
internal sealed class TimerListener : IAsyncDisposable
{
    // A day at most, since timers of the system end at 49 days; then looked at again.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly FunctionEntry function;
    private readonly TimerSchedule schedule;
    private readonly TimerStatusStore? store;
    private readonly FunctionInvoker invoker;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private TimerStatus status;
    private Task loop = Task.CompletedTask;

    /// <param name="function">A function with a timer trigger.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="store">Absent: the timer is not monitored; it knows nothing of a downtime.</param>
    /// <param name="invoker">Runs it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where failures go.</param>
    public TimerListener(
        FunctionEntry function,
        TimerSchedule schedule,
        TimerStatusStore? store,
        FunctionInvoker invoker,
        TimeProvider time,
        ILogger logger)
    {
        this.function = function;
        this.schedule = schedule;
        this.store = store;
        this.invoker = invoker;
        this.time = time;
        this.logger = logger;
        status = Restore();
    }

    public void Start() => loop = Task.Run(RunAsync);

    /// <summary>No further run begins; one that is under way goes on.</summary>
    public Task StopAsync() => stopping.CancelAsync();

    /// <summary>Returns when the run that is under way has ended.</summary>
    public Task EndedAsync() => loop;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await loop;
        stopping.Dispose();
    }

    private TimerStatus Restore()
    {
        var now = time.GetUtcNow();
        var kept = store?.Read(function.Name);
        if (kept is not null && kept.Schedule == schedule.Expression)
        {
            return kept;
        }

        // New, or no longer the same schedule: nothing of the new one can have been missed yet.
        var fresh = new TimerStatus(
            schedule.Expression, kept?.Last ?? DateTimeOffset.MinValue, schedule.NextAfter(now), now);
        store?.Write(function.Name, fresh);
        return fresh;
    }

    private async Task RunAsync()
    {
        var runNow = ((TimerTriggerAttribute)function.Trigger).RunOnStartup;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var now = time.GetUtcNow();
                if (status.Last > now + SetBack)
                {
                    // Its next time is of a clock that was ahead, and may be hours away.
                    status = status with { Last = now, Next = schedule.NextAfter(now) };
                }

                var wait = status.Next - now;
                if (runNow || wait <= TimeSpan.Zero)
                {
                    await TickAsync(isPastDue: wait < -Tolerance);
                    runNow = false;
                    continue;
                }

                await Task.Delay(wait < LongestSleep ? wait : LongestSleep, time, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogDebug("Timer {Function} has stopped", function.Name);
        }
    }

    /// <summary>A last run this far in the time to come shows that the clock was set back.</summary>
    private static TimeSpan SetBack => TimeSpan.FromMinutes(1);

    /// <summary>A tick that begins this late is still on time.</summary>
    private static TimeSpan Tolerance => TimeSpan.FromSeconds(1);

    private async Task TickAsync(bool isPastDue)
    {
        var begin = time.GetUtcNow();
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = store is null ? null : Describe(
            status) };
        try
        {
            await invoker.InvokeAsync(function, info, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogError(failure, "Timer {Function} failed", function.Name);
        }

        // After the run: what dies with a run under way is run again.
        Remember(new(schedule.Expression, begin, schedule.NextAfter(begin), time.GetUtcNow()));
    }

    private void Remember(TimerStatus next)
    {
        status = next;
        try
        {
            store?.Write(function.Name, next);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.LogError(failure, "The status of timer {Function} could not be written", function.Name);
        }
    }

    private static ScheduleStatus Describe(TimerStatus status) => new()
    {
        Last = status.Last.UtcDateTime,
        Next = status.Next.UtcDateTime,
        LastUpdated = status.LastUpdated.UtcDateTime,
    };
}
