using Mesh.Sources.Progress;

namespace Mesh.Sources.Files.Backup;

/// <summary>How a <see cref="FilesBackup"/> works.</summary>
public sealed record FilesBackupOptions
{
    /// <summary>How many directories and files are worked on at once.</summary>
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>
    /// The zone in which times are written; restic uses the local one, and trees differ otherwise.
    /// </summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Counts bytes and entries as they are done.</summary>
    public TransferProgress? Progress { get; init; }

    /// <summary>Told of each warning when it comes up, from any thread.</summary>
    public Action<SourceWarning>? OnWarning { get; init; }
}
