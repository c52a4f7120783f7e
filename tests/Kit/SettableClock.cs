namespace Mesh.Tests.Kit;

/// <summary>
/// A clock whose wall time can be set while its timers and stamps go on, as those of an operating system do.
/// </summary>
/// <param name="steady">What goes on.</param>
public sealed class SettableClock(TimeProvider steady) : TimeProvider
{
    /// <summary>How far the wall time is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Ahead;

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        steady.CreateTimer(callback, state, dueTime, period);
}
