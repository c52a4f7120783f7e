namespace Mesh.Sites.Agents;

/// <summary>Reckoning with timestamps of a monotonic clock.</summary>
internal static class Timestamps
{
    public static long Before(this TimeProvider time, long timestamp, TimeSpan span) =>
        timestamp - (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>How long it is until then; negative where it is past.</summary>
    public static TimeSpan Left(this TimeProvider time, long timestamp) =>
        time.GetElapsedTime(time.GetTimestamp(), timestamp);
}
