using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Tests.App.Partitions;

/// <summary>What became of all writes of a schedule.</summary>
internal sealed class WriteLedger
{
    private readonly ConcurrentQueue<Write> writes = new();
    private readonly long origin = Stopwatch.GetTimestamp();
    private long last;

    /// <summary>The writes so far, as their clients came to know.</summary>
    public IReadOnlyList<Write> Writes => [.. writes.OrderBy(write => write.Ended)];

    /// <summary>Now, by the machine's monotonic clock.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(origin);

    /// <summary>The number of the newest write.</summary>
    public long Last => Interlocked.Read(ref last);

    public long Next() => Interlocked.Increment(ref last);

    public void Enter(Write write) => writes.Enqueue(write);

    /// <summary>Forgets the writes, not the numbers.</summary>
    public void Clear() => writes.Clear();

    /// <summary>How many were acknowledged by a site.</summary>
    public int Acknowledged(string site) =>
        writes.Count(write => write.Site == site && write.Fate == WriteFate.Acknowledged);
}
