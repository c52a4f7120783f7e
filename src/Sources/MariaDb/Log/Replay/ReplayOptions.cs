namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>How a log is applied.</summary>
public sealed record ReplayOptions
{
    /// <summary>So many transactions of the source become one of the target, at most.</summary>
    public int GroupsPerCommit { get; init; } = 500;

    /// <summary>A transaction of the target is committed when it has had as many bytes of the log.</summary>
    public int BytesPerCommit { get; init; } = 8 << 20;

    /// <summary>The most bytes of events in one statement; bounded by the target's
    /// <c>max_allowed_packet</c> too.</summary>
    public int BytesPerStatement { get; init; } = 4 << 20;

    /// <summary>How long another replay of the same log may hold the target, as one that was killed does
    /// until the server notices.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(20);
}
