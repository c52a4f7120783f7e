namespace Mesh.Vault.Snapshots;

/// <summary>A directory tree at one point in time, as the repository stores it.</summary>
public sealed record Snapshot
{
    /// <summary>The id of the stored file; zero until it has been saved.</summary>
    public BlobId Id { get; init; }

    public required Timestamp Time { get; init; }

    /// <summary>The snapshot this one was compared with.</summary>
    public BlobId? Parent { get; init; }

    /// <summary>The root tree.</summary>
    public required BlobId Tree { get; init; }

    /// <summary>The absolute paths that were backed up, as they were asked for.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    public string Hostname { get; init; } = "";

    public string Username { get; init; } = "";

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public IReadOnlyList<string> Excludes { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The snapshot this one is an edited copy of.</summary>
    public BlobId? Original { get; init; }

    /// <summary>Who wrote it, with its version; restic's field since 0.15.</summary>
    public string ProgramVersion { get; init; } = "";

    /// <summary>Counters of the backup; restic's field since 0.17.</summary>
    public SnapshotSummary? Summary { get; init; }

    /// <summary>Mesh's own field: the run that made the snapshot, so that a repeated commit finds its
    /// first.</summary>
    public string MeshRun { get; init; } = "";
}
