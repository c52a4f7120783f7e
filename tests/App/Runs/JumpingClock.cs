namespace Mesh.Tests.App.Runs;

/// <summary>The real clock, which a test can move forward; waiting takes as long as it does.</summary>
public sealed class JumpingClock : TimeProvider
{
    private long jumped;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref jumped));

    public void Jump(TimeSpan time) => Interlocked.Add(ref jumped, time.Ticks);

    /// <summary>Moves the clock to noon of the next day (UTC), far from what is due at night.</summary>
    public void JumpToNoon() => Jump(TimeSpan.FromHours(36) - GetUtcNow().TimeOfDay);
}
