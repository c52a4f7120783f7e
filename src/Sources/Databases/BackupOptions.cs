using Mesh.Sources.Progress;

namespace Mesh.Sources.Databases;

/// <summary>How much of the source a backup may use.</summary>
public sealed record BackupOptions
{
    /// <summary>
    /// How many connections a backup reads with where nothing else is declared: one a processor, 2 to 4. Each
    /// compresses and encrypts what it reads, so more than that only take turns.
    /// </summary>
    public static int UsualConnections { get; } = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>How many connections read at once; 1 to 64.</summary>
    public int Connections { get; init; } = UsualConnections;

    /// <summary>At most so many bytes a second, all connections together; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Counts what is read; null where nobody asks.</summary>
    public TransferProgress? Progress { get; init; }
}
