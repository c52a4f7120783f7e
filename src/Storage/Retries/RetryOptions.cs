namespace Mesh.Storage.Retries;

/// <summary>How patient <see cref="RetryingObjectStore"/> is.</summary>
public sealed record RetryOptions
{
    /// <summary>The pause before the first repetition; later ones double, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>No pause is longer.</summary>
    public TimeSpan LargestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No repetition is begun after a failure that comes later than this after the first
    /// failure.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What an attempt may take besides moving its bytes.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An attempt that moves bytes may take a second more for each of this many.</summary>
    public long SlowestBytesPerSecond { get; init; } = 64 << 10;

    /// <summary>How long a stalled attempt has to end after its cancellation, before it is left to
    /// itself.</summary>
    public TimeSpan CancellationLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told before each pause, for progress and logs; must be quick and not throw.</summary>
    public Action<RetryNotice>? OnRetry { get; init; }
}
