using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>A machine's clock, which goes faster than the world's by a constant rate.</summary>
internal sealed class DriftingTime(FakeTimeProvider world, double rate, TimeSpan offset) : TimeProvider
{
    private readonly long origin = world.GetTimestamp();

    public override long TimestampFrequency => world.TimestampFrequency;

    public override long GetTimestamp() =>
        offset.Ticks + (long)((world.GetTimestamp() - origin) * rate);

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + offset;

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(callback, state, Stretched(dueTime), Stretched(period));

    private TimeSpan Stretched(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan ? span : TimeSpan.FromTicks((long)Math.Ceiling(span.Ticks / rate));
}
