namespace Mesh.Vault.Checking;

/// <summary>What a check covers.</summary>
public sealed record CheckOptions
{
    /// <summary>Read every pack and verify every blob, not just the structure.</summary>
    public bool ReadData { get; init; }

    /// <summary>Told how far the check is.</summary>
    public IProgress<CheckProgress>? Progress { get; init; }
}
