using System.Collections.Concurrent;

namespace Mesh.Cli.Demo.Failover;

/// <summary>
/// What became of each write as its client saw it. A write whose connection broke before the answer came is
/// neither acknowledged nor failed: it may be there.
/// </summary>
internal sealed class ClientLedger
{
    private readonly ConcurrentDictionary<long, WriteFate> writes = new();
    private readonly ConcurrentQueue<DateTimeOffset> acknowledgements = new();

    public int Count(WriteFate fate) => writes.Values.Count(each => each == fate);

    public void Begin(long write) => writes[write] = WriteFate.Unknown;

    public void Acknowledge(long write, DateTimeOffset at)
    {
        writes[write] = WriteFate.Acknowledged;
        acknowledgements.Enqueue(at);
    }

    public void Fail(long write) => writes[write] = WriteFate.Failed;

    /// <summary>The writes that are acknowledged by now.</summary>
    public IReadOnlyList<long> Acknowledged() =>
        [.. writes.Where(each => each.Value == WriteFate.Acknowledged).Select(each => each.Key)];

    /// <summary>The longest time without any acknowledgement since a moment; null: none came since.</summary>
    public TimeSpan? LongestGapSince(DateTimeOffset since)
    {
        var times = acknowledgements.Order().ToList();
        var before = times.LastOrDefault(time => time <= since, since);
        TimeSpan? longest = null;
        foreach (var time in times.Where(time => time > since))
        {
            longest = longest is { } known && known > time - before ? known : time - before;
            before = time;
        }

        return longest;
    }

    /// <summary>How many were acknowledged after a moment.</summary>
    public int AcknowledgedAfter(DateTimeOffset moment) => acknowledgements.Count(time => time > moment);
}
