namespace Mesh.Sources.Files.Backup;

/// <summary>What a backup, or one range of it, has dealt with.</summary>
public sealed record BackupStatistics
{
    public long NewFiles { get; init; }

    public long ChangedFiles { get; init; }

    public long UnmodifiedFiles { get; init; }

    public long NewDirectories { get; init; }

    public long ChangedDirectories { get; init; }

    public long UnmodifiedDirectories { get; init; }

    /// <summary>Symbolic links, fifos and devices.</summary>
    public long Others { get; init; }

    /// <summary>Bytes of all files, read or not.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that were read.</summary>
    public long BytesRead { get; init; }

    /// <summary>How many warnings there were.</summary>
    public long Warnings { get; init; }

    /// <summary>All files.</summary>
    public long Files => NewFiles + ChangedFiles + UnmodifiedFiles;
}
