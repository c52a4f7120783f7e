namespace Mesh.Vault.Checking;

/// <summary>What a check covers.</summary>
public sealed record CheckOptions
{
    /// <summary>Read every pack and verify every blob, not just the structure.</summary>
    public bool ReadData { get; init; }

    /// <summary>With <see cref="ReadData"/>: reads these packs only; null: all.</summary>
    public PackSubset? Subset { get; init; }

    /// <summary>Told how far the check is.</summary>
    public IProgress<VaultProgress>? Progress { get; init; }
}
