namespace Mesh.Vault.Checking;

/// <summary>Verifies that a tree can be restored as far as that can be told without reading its data.</summary>
public static class SnapshotVerifier
{
    /// <summary>
    /// Walks the tree: every tree can be read, every blob is indexed, and every pack that holds one of them is in the
    /// store with the size that the index implies. Load the index anew before, for a view that nothing has cached.
    /// </summary>
    /// <param name="root">A snapshot's tree, or a tree that is to become one.</param>
    public static Task<VerifyResult> VerifyAsync(
        Repository repository, BlobId root, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
