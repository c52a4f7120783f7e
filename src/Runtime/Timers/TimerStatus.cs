namespace Mesh.Runtime.Timers;

/// <summary>What is kept of a timer while the host is down.</summary>
/// <param name="Schedule">The expression that <paramref name="Next"/> was computed with.</param>
/// <param name="Last">When it ran last; the least value before its first run.</param>
/// <param name="Next">When it runs next.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record TimerStatus(
    string Schedule, DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
