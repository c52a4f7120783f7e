using Mesh.Sources.Progress;

namespace Mesh.Sources.Databases;

/// <summary>How much of the source a backup may use.</summary>
public sealed record BackupOptions
{
    /// <summary>How many connections read at once; 1 to 64.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>At most so many bytes a second, all connections together; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Counts what is read; null where nobody asks.</summary>
    public TransferProgress? Progress { get; init; }
}
