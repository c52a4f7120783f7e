namespace Mesh.Vault.Checking;

/// <summary>What <see cref="SnapshotVerifier"/> has found.</summary>
/// <param name="Findings">All that is missing; empty when everything is there.</param>
/// <param name="Files">Files in the tree.</param>
/// <param name="Directories">Directories in the tree.</param>
/// <param name="Bytes">Bytes of the files.</param>
/// <param name="Packs">Packs that hold the tree's blobs.</param>
public sealed record VerifyResult(
    IReadOnlyList<Finding> Findings, long Files, long Directories, long Bytes, long Packs)
{
    /// <summary>Whether the tree can be restored.</summary>
    public bool IsComplete => Findings.Count == 0;
}
