namespace Mesh.Sources.MariaDb.Snapshots;

/// <summary>The moment that a snapshot shows.</summary>
public sealed record SnapshotPoint
{
    /// <summary>By this machine's clock, before the snapshot: all that was committed then is in it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>By the server's clock, within the window.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>The binary log's file; null where the server writes none.</summary>
    public string? BinlogFile { get; init; }

    /// <summary>The offset in that file of the first event that is not in the snapshot.</summary>
    public long? BinlogPosition { get; init; }

    /// <summary>The last transaction of each domain that is in it; empty where there is none.</summary>
    public string Gtid { get; init; } = "";

    /// <summary>For how long commits were held up.</summary>
    public required TimeSpan CommitsHeld { get; init; }
}
