namespace Mesh.Vault.Packs;

/// <summary>How a <see cref="BlobWriter"/> works.</summary>
public sealed record BlobWriterOptions
{
    public static BlobWriterOptions Default { get; } = new();

    /// <summary>Read back every pack and index file and compare before it counts as written.</summary>
    public bool VerifyOnWrite { get; init; }

    /// <summary>Compress quickly, as suits text that compresses well anyway, such as dumps.</summary>
    public bool FastCompression { get; init; }

    /// <summary>A pack is closed when it has this many bytes.</summary>
    public int PackSize { get; init; } = 16 << 20;

    /// <summary>How many closed packs may wait for the store before savers have to wait.</summary>
    public int PacksInFlight { get; init; } = 2;
}
