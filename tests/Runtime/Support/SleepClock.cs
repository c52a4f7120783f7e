using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Runtime.Support;

/// <summary>
/// A clock that stands still, and tells when somebody goes to sleep by it and for how long.
/// </summary>
internal sealed class SleepClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> sleeps = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Set first: who hears of the sleep may move the clock at once.
        var timer = base.CreateTimer(callback, state, dueTime, period);
        sleeps.Writer.TryWrite(dueTime);
        return timer;
    }

    public async Task<TimeSpan> NextSleepAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        return await sleeps.Reader.ReadAsync(limit.Token);
    }
}
