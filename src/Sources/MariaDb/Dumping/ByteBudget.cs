namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// Spreads bytes over time, for many readers together. Who takes goes at once and pays before the next.
/// </summary>
/// <param name="bytesPerSecond">Null for no limit.</param>
/// <param name="clock">Tells the time and waits.</param>
internal sealed class ByteBudget(long? bytesPerSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _paidUntil;

    /// <summary>Takes bytes; resolves when what was taken before is paid for.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is not { } rate)
        {
            return;
        }

        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetElapsedTime(_start);
            _paidUntil = _paidUntil > now ? _paidUntil : now;
            wait = _paidUntil - now;
            _paidUntil += TimeSpan.FromSeconds((double)bytes / rate);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }
}
