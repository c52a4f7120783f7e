using Mesh.Runtime.Durable.Store;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// The timers of this silo in memory, by the time they are due. The table of the store is the truth. A timer
/// is due when the clock says so, or when it has waited for as long as was left when it came: a clock that is
/// set back keeps nobody waiting.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    // A system timer does not notice when the clock is set forward: it is looked at again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    // Less is what clocks are corrected by all the time.
    private static readonly TimeSpan SetForward = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly Action<TimerRow> due;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly long origin;

    // By what has passed since the origin.
    private PriorityQueue<TimerRow, long> heap = new();
    private long ahead;
    private bool disposed;

    public TimerQueue(TimeProvider time, Action<TimerRow> due)
    {
        this.time = time;
        this.due = due;
        origin = time.GetTimestamp();
        ahead = Clock;
        timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private long Passed => time.GetElapsedTime(origin).Ticks;

    private long Clock => time.GetUtcNow().UtcTicks;

    public void Add(TimerRow row)
    {
        lock (gate)
        {
            heap.Enqueue(row, Passed + row.Due.Ticks - Clock);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private void Fire()
    {
        var ready = new List<TimerRow>();
        lock (gate)
        {
            var (passed, clock) = (Passed, Clock);
            if (clock - passed > ahead + SetForward.Ticks)
            {
                heap = new(heap.UnorderedItems.Select(each =>
                    (each.Element, Math.Min(each.Priority, passed + each.Element.Due.Ticks - clock))));
            }

            ahead = clock - passed;
            while (heap.TryPeek(out _, out var at) && at <= passed)
            {
                ready.Add(heap.Dequeue());
            }

            Arm();
        }

        ready.ForEach(due);
    }

    private void Arm()
    {
        if (disposed || !heap.TryPeek(out _, out var next))
        {
            return;
        }

        var wait = TimeSpan.FromTicks(Math.Max(next - Passed, 0));

        // System timers count whole milliseconds: rounded down, the last one would be spent spinning.
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        timer.Change(rounded < LongestWait ? rounded : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
