namespace Mesh.Vault.Snapshots;

/// <summary>What a backup did, in the order in which it is stored.</summary>
public sealed record SnapshotSummary
{
    public Timestamp BackupStart { get; init; }

    public Timestamp BackupEnd { get; init; }

    public long FilesNew { get; init; }

    public long FilesChanged { get; init; }

    public long FilesUnmodified { get; init; }

    public long DirsNew { get; init; }

    public long DirsChanged { get; init; }

    public long DirsUnmodified { get; init; }

    public long DataBlobs { get; init; }

    public long TreeBlobs { get; init; }

    /// <summary>New bytes before compression.</summary>
    public long DataAdded { get; init; }

    /// <summary>New bytes as stored.</summary>
    public long DataAddedPacked { get; init; }

    public long TotalFilesProcessed { get; init; }

    public long TotalBytesProcessed { get; init; }
}
