namespace Mesh.Tests.App.Runs;

/// <summary>The real clock, which a test can move forward; waiting takes as long as it does.</summary>
public sealed class JumpingClock : TimeProvider
{
    private long jumped;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref jumped));

    public void Jump(TimeSpan time) => Interlocked.Add(ref jumped, time.Ticks);
}
