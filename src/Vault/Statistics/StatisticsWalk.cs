using Mesh.Domain.Errors;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Vault.Statistics;

/// <summary>
/// Counts what snapshots hold. A tree that several of them share is read once.
/// </summary>
/// <param name="repository">Holds them; its index has been loaded.</param>
public sealed class StatisticsWalk(Repository repository)
{
    private readonly Dictionary<BlobId, Content> trees = [];
    private readonly HashSet<(BlobType, BlobId)> blobs = [];
    private long plain;
    private long stored;

    /// <summary>Counts.</summary>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException">A tree is missing or damaged; <c>blob-missing</c>: the index lacks a
    /// blob.</exception>
    public async Task<SnapshotStatistics> CountAsync(
        IReadOnlyCollection<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        var (entries, bytes) = (0L, 0L);
        foreach (var snapshot in snapshots)
        {
            var content = await ReadAsync(snapshot.Tree, cancellationToken);
            entries += content.Entries;
            bytes += content.Bytes + content.Linked.Distinct().Sum(file => (long)file.Size);
        }

        return new SnapshotStatistics(snapshots.Count, entries, bytes, blobs.Count, plain, stored);
    }

    private async Task<Content> ReadAsync(BlobId id, CancellationToken cancellationToken)
    {
        if (trees.TryGetValue(id, out var known))
        {
            return known;
        }

        Count(BlobType.Tree, id);
        var (entries, bytes) = (0L, 0L);
        var linked = new List<LinkedFile>();
        foreach (var node in (await repository.LoadTreeAsync(id, cancellationToken)).Nodes)
        {
            entries++;
            foreach (var blob in node.Content ?? [])
            {
                Count(BlobType.Data, blob);
            }

            if (node is { Type: NodeType.File, Links: > 1 })
            {
                linked.Add(new LinkedFile(node.DeviceId, node.Inode, node.Size));
            }
            else if (node.Type == NodeType.File)
            {
                bytes += (long)node.Size;
            }
            else if (node.Subtree is { } subtree)
            {
                var below = await ReadAsync(subtree, cancellationToken);
                entries += below.Entries;
                bytes += below.Bytes;
                linked.AddRange(below.Linked);
            }
        }

        return trees[id] = new Content(entries, bytes, linked);
    }

    private void Count(BlobType type, BlobId id)
    {
        if (!blobs.Add((type, id)))
        {
            return;
        }

        if (!repository.Index.TryFind(type, id, out var location))
        {
            throw new MeshException(
                "blob-missing", $"{type} blob {id}", "the index does not have it", "see 'mesh vault check'");
        }

        plain += location.Entry.PlainLength;
        stored += location.Entry.Length;
    }

    private sealed record LinkedFile(ulong Device, ulong Inode, ulong Size);

    private sealed record Content(long Entries, long Bytes, IReadOnlyList<LinkedFile> Linked);
}
