namespace Mesh.Vault.Pruning;

/// <summary>How much a prune does.</summary>
public sealed record PruneOptions
{
    /// <summary>
    /// How much that nobody needs may stay in packs that are partly needed: writing them anew costs more than
    /// it brings.
    /// </summary>
    public UnusedLimit MaxUnused { get; init; } = UnusedLimit.Usual;

    /// <summary>Whether packs much smaller than others are merged.</summary>
    public bool RepackSmall { get; init; }

    /// <summary>The size of packs that are written; those below a fifth of it are small.</summary>
    public int PackSize { get; init; } = Packs.BlobWriterOptions.Default.PackSize;

    /// <summary>How long others that work in the repository are waited for.</summary>
    public TimeSpan LockWait { get; init; }

    /// <summary>Told how far it is.</summary>
    public IProgress<VaultProgress>? Progress { get; init; }
}
