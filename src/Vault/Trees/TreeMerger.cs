using Mesh.Vault.Packs;

namespace Mesh.Vault.Trees;

/// <summary>
/// Joins partial trees, each of which holds one range of the same walk, into the tree of the whole.
/// </summary>
public static class TreeMerger
{
    /// <summary>
    /// Directories of the same name are joined; the parts of one file are put one after the other in the
    /// order of the trees, their sizes added, all else of it taken from the first: were it from a later one,
    /// a file that changed between its parts would look unchanged to the next backup. Of a directory all else
    /// is taken from the last tree that has it, and so is an entry whose type is not the same everywhere.
    /// Only directories in more than one part are loaded.
    /// </summary>
    /// <param name="repository">Its index must have the partial trees.</param>
    /// <param name="writer">Takes the new trees; the caller flushes it.</param>
    /// <param name="partialTrees">In the order of the walk; at least one.</param>
    /// <param name="cancellationToken">Stops the merge; trees saved so far are waste that a prune
    /// removes.</param>
    public static async Task<BlobId> MergeAsync(
        Repository repository,
        BlobWriter writer,
        IReadOnlyList<BlobId> partialTrees,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(partialTrees);
        ArgumentOutOfRangeException.ThrowIfZero(partialTrees.Count);
        return await MergeTreesAsync(repository, writer, partialTrees, cancellationToken);
    }

    private static async Task<BlobId> MergeTreesAsync(
        Repository repository, BlobWriter writer, IReadOnlyList<BlobId> parts,
        CancellationToken cancellationToken)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        // Parts that are equal are parts all the same: those of a file of zeros are.
        var merged = new SortedDictionary<NodeName, List<Node>>();
        foreach (var part in parts)
        {
            foreach (var node in (await repository.LoadTreeAsync(part, cancellationToken)).Nodes)
            {
                if (!merged.TryGetValue(node.Name, out var same))
                {
                    merged.Add(node.Name, same = []);
                }

                same.Add(node);
            }
        }

        var tree = new TreeWriter();
        foreach (var nodes in merged.Values)
        {
            tree.Add(await MergeNodesAsync(repository, writer, nodes, cancellationToken));
        }

        return await writer.SaveAsync(BlobType.Tree, tree.Finish(), cancellationToken);
    }

    private static async Task<Node> MergeNodesAsync(
        Repository repository, BlobWriter writer, List<Node> nodes, CancellationToken cancellationToken)
    {
        var last = nodes[^1];
        if (nodes.Count == 1 || nodes.Exists(node => node.Type != last.Type))
        {
            return last;
        }

        return last.Type switch
        {
            NodeType.Dir => last with
            {
                Subtree = await MergeTreesAsync(
                    repository, writer, [.. nodes.Select(node => node.Subtree).OfType<BlobId>()],
                    cancellationToken),
            },
            NodeType.File => nodes[0] with
            {
                Content = [.. nodes.SelectMany(node => node.Content ?? [])],
                Size = nodes.Aggregate(0UL, (sum, node) => sum + node.Size),
            },
            _ => last,
        };
    }
}
