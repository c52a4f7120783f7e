using Mesh.Vault.Packs;

namespace Mesh.Vault.Trees;

/// <summary>
/// Joins partial trees, each of which holds one range of the same walk, into the tree of the whole.
/// </summary>
public static class TreeMerger
{
    /// <summary>
    /// Directories of the same name are joined; the parts of one file are put one after the other in the order of the
    /// trees, their sizes added. All else of an entry is taken from the last tree that has it. Only directories in more
    /// than one part are loaded.
    /// </summary>
    /// <param name="partialTrees">In the order of the walk; at least one.</param>
    /// <param name="writer">Takes the new trees; the caller flushes it.</param>
    public static Task<BlobId> MergeAsync(
        Repository repository,
        BlobWriter writer,
        IReadOnlyList<BlobId> partialTrees,
        CancellationToken cancellationToken) => throw new NotImplementedException();
}
