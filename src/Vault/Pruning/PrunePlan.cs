namespace Mesh.Vault.Pruning;

/// <summary>What a prune is about to do, or has done. Sizes are those in the store.</summary>
public sealed record PrunePlan
{
    /// <summary>The snapshots that say what is needed.</summary>
    public required int Snapshots { get; init; }

    /// <summary>Blobs that a snapshot needs, and their bytes.</summary>
    public required long UsedBlobs { get; init; }

    public required long UsedBytes { get; init; }

    /// <summary>Blobs that none needs, or that are stored once more, and their bytes.</summary>
    public required long UnusedBlobs { get; init; }

    public required long UnusedBytes { get; init; }

    /// <summary>Packs that stay as they are.</summary>
    public required int PacksKept { get; init; }

    /// <summary>Packs of which nothing is needed.</summary>
    public required int PacksUnused { get; init; }

    /// <summary>Packs of which a part is needed, which is written into new ones.</summary>
    public required int PacksRepacked { get; init; }

    /// <summary>Packs that no index names, left by backups that were cut off, and their bytes.</summary>
    public required int Orphans { get; init; }

    public required long OrphanBytes { get; init; }

    /// <summary>Bytes that are read and written anew.</summary>
    public required long RepackBytes { get; init; }

    /// <summary>Bytes that the store has less in the end.</summary>
    public required long FreedBytes { get; init; }

    /// <summary>Whether there is anything to do.</summary>
    public bool IsIdle => PacksUnused + PacksRepacked + Orphans == 0;
}
