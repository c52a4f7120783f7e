namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>How a log is captured.</summary>
public sealed record LogCaptureOptions
{
    /// <summary>A range is stored at the latest so long after its first byte came.</summary>
    public TimeSpan SealAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A range is stored when it has as many bytes and a group ends.</summary>
    public int SealBytes { get; init; } = 8 << 20;

    /// <summary>A range is stored in the middle of a group when it has as many bytes. A single event may have
    /// 200 MiB.</summary>
    public int LargestRange { get; init; } = 32 << 20;

    /// <summary>How often an idle server says that it lives; after three times as long without a word the
    /// connection counts as lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait before connecting again; the first is 100 ms, each then twice as
    /// long.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the server's position is asked for, to measure the RPO.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>End where the log ends now.</summary>
    public bool UntilEnd { get; init; }

    /// <summary>The id to show as a replica; null derives one from the log's name.</summary>
    public uint? ClientServerId { get; init; }
}
