using Mesh.Runtime.Durable.Store;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// The timers of this silo in memory, by the time they are due. The table of the store is the truth.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    // A system timer cannot wait much longer than a month.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly PriorityQueue<TimerRow, long> heap = new();
    private readonly TimeProvider time;
    private readonly Action<TimerRow> due;
    private readonly ITimer timer;
    private long armedFor = long.MaxValue;
    private bool disposed;

    public TimerQueue(TimeProvider time, Action<TimerRow> due)
    {
        this.time = time;
        this.due = due;
        timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(TimerRow row)
    {
        lock (heap)
        {
            heap.Enqueue(row, row.Due.Ticks);
            if (row.Due.Ticks < armedFor)
            {
                Arm();
            }
        }
    }

    public void Dispose()
    {
        lock (heap)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private void Fire()
    {
        var ready = new List<TimerRow>();
        lock (heap)
        {
            var now = time.GetUtcNow().UtcTicks;
            while (heap.TryPeek(out _, out var ticks) && ticks <= now)
            {
                ready.Add(heap.Dequeue());
            }

            Arm();
        }

        ready.ForEach(due);
    }

    private void Arm()
    {
        armedFor = long.MaxValue;
        if (disposed || !heap.TryPeek(out _, out var next))
        {
            return;
        }

        armedFor = next;
        var wait = TimeSpan.FromTicks(Math.Max(next - time.GetUtcNow().UtcTicks, 0));

        // System timers count whole milliseconds: rounded down, the last one would be spent spinning.
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        timer.Change(rounded < LongestWait ? rounded : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
