namespace Mesh.Vault.Checking;

/// <summary>Verifies that a tree can be restored as far as that can be told without reading its
/// data.</summary>
public static class SnapshotVerifier
{
    /// <summary>
    /// Walks the tree: every tree can be read, every blob is indexed, a pack that holds it is in the
    /// store with the size that the index implies, and the blobs of a file have the file's size together.
    /// Load the index anew before, for a view that nothing has cached.
    /// </summary>
    /// <param name="repository">Where the tree is.</param>
    /// <param name="root">A snapshot's tree, or a tree that is to become one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<VerifyResult> VerifyAsync(
        Repository repository, BlobId root, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var findings = new Findings();
        var inventory = await PackInventory.TakeAsync(repository, cancellationToken);
        var walk = new TreeWalk(repository, inventory, findings) { Packs = new() };
        await walk.VisitAsync(root, $"tree {root.ToShortString()}", cancellationToken);
        return new VerifyResult(
            findings.ToList(), walk.Files, walk.Directories, walk.Bytes, walk.Packs.Count);
    }
}
