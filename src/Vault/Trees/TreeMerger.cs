using Mesh.Vault.Packs;

namespace Mesh.Vault.Trees;

/// <summary>
/// Joins partial trees, each of which holds one range of the same walk, into the tree of the whole.
/// </summary>
public static class TreeMerger
{
    /// <summary>
    /// Directories of the same name are joined; the parts of one file are put one after the other in the
    /// order of the trees, their sizes added, all else of it taken from the first. Of a directory all else is
    /// taken from the last tree that has it, and so is an entry whose type is not the same everywhere. Only
    /// directories in more than one part are loaded. Parts are read in any order; a file whose parts do not
    /// agree on its times changed between them and gets an unknown time of change, so that the next backup
    /// reads it anew.
    /// </summary>
    /// <param name="repository">Its index must have the partial trees.</param>
    /// <param name="writer">Takes the new trees; the caller flushes it.</param>
    /// <param name="partialTrees">In the order of the walk; at least one.</param>
    /// <param name="cancellationToken">
    /// Stops the merge; trees saved so far are waste that a prune removes.
    /// </param>
    /// <param name="changed">Told the path of each file that changed between its parts.</param>
    public static async Task<BlobId> MergeAsync(
        Repository repository,
        BlobWriter writer,
        IReadOnlyList<BlobId> partialTrees,
        CancellationToken cancellationToken,
        Action<string>? changed = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(partialTrees);
        ArgumentOutOfRangeException.ThrowIfZero(partialTrees.Count);
        return await new Merge(repository, writer, changed ?? (static _ => { }), cancellationToken)
            .TreesAsync(partialTrees, "");
    }

    private sealed class Merge(
        Repository repository, BlobWriter writer, Action<string> changed, CancellationToken cancellationToken)
    {
        public async Task<BlobId> TreesAsync(IReadOnlyList<BlobId> parts, string path)
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
            foreach (var (name, nodes) in merged)
            {
                tree.Add(await NodesAsync(nodes, $"{path}/{name}"));
            }

            return await writer.SaveAsync(BlobType.Tree, tree.Finish(), cancellationToken);
        }

        private async Task<Node> NodesAsync(List<Node> nodes, string path)
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
                    Subtree = await TreesAsync(
                        [.. nodes.Select(node => node.Subtree).OfType<BlobId>()], path),
                },
                NodeType.File => File(nodes, path),
                _ => last,
            };
        }

        private Node File(List<Node> parts, string path)
        {
            var whole = parts[0] with
            {
                Content = [.. parts.SelectMany(part => part.Content ?? [])],
                Size = parts.Aggregate(0UL, (sum, part) => sum + part.Size),
            };
            if (parts.TrueForAll(part => part.ModifiedTime == whole.ModifiedTime
                && part.ChangeTime == whole.ChangeTime && part.Inode == whole.Inode))
            {
                return whole;
            }

            changed(path);
            return whole with { ChangeTime = Timestamp.Unknown };
        }
    }
}
