using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Trees;

namespace Mesh.Vault.Checking;

/// <summary>
/// Visits every tree below some roots once, level by level, several at a time, and makes sure that all they
/// refer to is there.
/// </summary>
internal sealed class TreeWalk(Repository repository, PackInventory inventory, Findings findings)
{
    private readonly ConcurrentDictionary<BlobId, byte> _visited = new();
    private long _files;
    private long _directories;
    private long _bytes;

    public long Files => Interlocked.Read(ref _files);

    public long Directories => Interlocked.Read(ref _directories);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Packs that hold what was visited; only kept when asked for.</summary>
    public ConcurrentDictionary<BlobId, byte>? Packs { get; init; }

    /// <param name="root">A root tree.</param>
    /// <param name="name">What messages call it.</param>
    public async Task VisitAsync(BlobId root, string name, CancellationToken cancellationToken)
    {
        List<(BlobId Id, string Path)> level = [(root, "")];
        while (level.Count > 0)
        {
            var next = new ConcurrentBag<(BlobId, string)>();
            await Parallel.ForEachAsync(
                level.Where(tree => _visited.TryAdd(tree.Id, 0)),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = repository.Options.Connections,
                    CancellationToken = cancellationToken,
                },
                async (tree, token) => await VisitTreeAsync(tree.Id, tree.Path, name, next, token));
            level = [.. next];
        }
    }

    private async Task VisitTreeAsync(
        BlobId id,
        string path,
        string name,
        ConcurrentBag<(BlobId, string)> next,
        CancellationToken cancellationToken)
    {
        var subject = $"{name}: {(path.Length == 0 ? "/" : path)}";
        if (!Require(BlobType.Tree, id, subject))
        {
            return;
        }

        try
        {
            var tree = await repository.LoadTreeAsync(id, cancellationToken);
            Interlocked.Increment(ref _directories);
            foreach (var node in tree.Nodes)
            {
                VisitNode(node, $"{path}/{node.Name}", name, next);
            }
        }
        catch (MeshException error) when (error is not ObjectStoreException { IsTransient: true })
        {
            findings.Error("tree-unreadable", subject, error.Message);
        }
    }

    private void VisitNode(Node node, string path, string name, ConcurrentBag<(BlobId, string)> next)
    {
        if (node.Type == NodeType.Dir)
        {
            if (node.Subtree is { } subtree)
            {
                next.Add((subtree, path));
            }
            else
            {
                findings.Error("tree-missing", $"{name}: {path}", "the directory has no tree");
            }
        }
        else if (node.Type == NodeType.File)
        {
            Interlocked.Increment(ref _files);
            Interlocked.Add(ref _bytes, (long)node.Size);
            VisitContent(node, $"{name}: {path}");
        }
    }

    private void VisitContent(Node node, string subject)
    {
        var isWhole = true;
        ulong size = 0;
        foreach (var blob in node.Content ?? [])
        {
            isWhole &= Require(BlobType.Data, blob, subject);
            size += (ulong)(repository.SizeOf(BlobType.Data, blob) ?? 0);
        }

        if (isWhole && size != node.Size)
        {
            findings.Error(
                "file-size", subject, $"its blobs have {size} bytes, by its tree it has {node.Size}");
        }
    }

    private bool Require(BlobType type, BlobId id, string subject)
    {
        if (inventory.Fault(repository, type, id) is { } fault)
        {
            var what = type == BlobType.Tree ? "tree" : "blob";
            findings.Error($"{what}-missing", subject, $"{what} {id}: {fault}");
            return false;
        }

        if (Packs is not null && repository.Index.TryFind(type, id, out var location))
        {
            Packs.TryAdd(location.Pack, 0);
        }

        return true;
    }
}
