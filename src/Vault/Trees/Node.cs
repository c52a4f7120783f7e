namespace Mesh.Vault.Trees;

/// <summary>One entry of a directory, as a tree blob stores it.</summary>
public sealed record Node
{
    public required NodeName Name { get; init; }

    public required NodeType Type { get; init; }

    /// <summary>Bits of <see cref="GoFileMode"/>.</summary>
    public uint Mode { get; init; }

    public Timestamp ModifiedTime { get; init; } = Timestamp.Unknown;

    /// <summary>The same as <see cref="ModifiedTime"/> unless access times were asked for.</summary>
    public Timestamp AccessTime { get; init; } = Timestamp.Unknown;

    public Timestamp ChangeTime { get; init; } = Timestamp.Unknown;

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    /// <summary>Empty when the system has no name for <see cref="Uid"/>.</summary>
    public string User { get; init; } = "";

    /// <summary>Empty when the system has no name for <see cref="Gid"/>.</summary>
    public string Group { get; init; } = "";

    public ulong Inode { get; init; }

    /// <summary>The device that holds the file; with <see cref="Inode"/> it tells hard links.</summary>
    public ulong DeviceId { get; init; }

    /// <summary>Bytes of content, for files.</summary>
    public ulong Size { get; init; }

    /// <summary>The number of hard links; 0 for directories.</summary>
    public ulong Links { get; init; }

    /// <summary>Where a symbolic link points, as bytes; empty for everything else.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    public IReadOnlyList<Xattr> ExtendedAttributes { get; init; } = [];

    /// <summary>A JSON object of another system's attributes, kept as it was read; empty when there are
    /// none.</summary>
    public ReadOnlyMemory<byte> GenericAttributes { get; init; }

    /// <summary>The device number of a device node.</summary>
    public ulong Device { get; init; }

    /// <summary>The blobs of a file, in order; empty for an empty file; null for everything that is not a
    /// file.</summary>
    public IReadOnlyList<BlobId>? Content { get; init; }

    /// <summary>The tree of a directory.</summary>
    public BlobId? Subtree { get; init; }

    /// <summary>What went wrong when the node was read; empty normally.</summary>
    public string Error { get; init; } = "";
}
