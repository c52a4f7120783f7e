namespace Mesh.Durable.Tests.Kit;

/// <summary>
/// A clock that runs so many times as fast as the real one, so that durable timers take no patience.
/// </summary>
internal sealed class FastTime(double factor) : TimeProvider
{
    private readonly DateTimeOffset epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long started = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => epoch + (System.GetElapsedTime(started) * factor);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    // What has passed by its stamps is what has passed by its clock.
    public override long GetTimestamp() => (System.GetElapsedTime(started) * factor).Ticks;

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Scale(dueTime), Scale(period)), this);

    private TimeSpan Scale(TimeSpan wait) => wait <= TimeSpan.Zero
        ? wait
        : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds / factor));

    private sealed class FastTimer(ITimer inner, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            inner.Change(time.Scale(dueTime), time.Scale(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
