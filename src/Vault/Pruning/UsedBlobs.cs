using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Checking;
using Mesh.Vault.Errors;
using Mesh.Vault.Indexes;
using Mesh.Vault.Trees;

namespace Mesh.Vault.Pruning;

/// <summary>
/// Which blobs snapshots need, one bit for each entry of the index: of a blob that is stored more than once
/// the first sound place counts. Walks on where it was, as snapshots and entries come.
/// </summary>
internal sealed class UsedBlobs(Repository repository)
{
    private readonly BlobIndex _index = repository.Index;
    private readonly HashSet<BlobId> _snapshots = [];
    private int[] _bits = [];

    /// <summary>The index whose entries the bits are for.</summary>
    public BlobIndex Index => _index;

    public int Snapshots => _snapshots.Count;

    public bool this[int number] =>
        number >> 5 < _bits.Length && (_bits[number >> 5] & (1 << (number & 31))) != 0;

    /// <summary>Marks all that the repository's snapshots need and that is not marked yet.</summary>
    /// <param name="inventory">The packs that are there now.</param>
    /// <param name="alone">Whether nobody else works in the repository: then no snapshot may vanish.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException"><c>prune-refused</c>: something that is needed cannot be read or is
    /// missing, so that nobody can say what else is.</exception>
    public async Task MarkAsync(
        PackInventory inventory,
        bool alone,
        IProgress<VaultProgress>? progress,
        CancellationToken cancellationToken)
    {
        Array.Resize(ref _bits, (_index.Count >> 5) + 1);
        var files = await repository.Files.ListAsync(FileKind.Snapshot, cancellationToken);
        for (var place = 0; place < files.Count; place++)
        {
            progress?.Report(new VaultProgress("snapshots", place, files.Count));
            var id = files[place].Id;
            if (_snapshots.Contains(id))
            {
                continue;
            }

            try
            {
                var snapshot = await repository.Snapshots.LoadAsync(id, cancellationToken);
                await MarkTreesAsync(snapshot.Tree, inventory, cancellationToken);
                _snapshots.Add(id);
            }
            catch (MeshException error) when (error is not ObjectStoreException { IsTransient: true })
            {
                // What was forgotten since it was listed needs nothing.
                if (alone || !await IsGoneAsync(id, cancellationToken))
                {
                    throw Refused(id, error);
                }
            }
        }
    }

    private async Task<bool> IsGoneAsync(BlobId snapshot, CancellationToken cancellationToken) =>
        !(await repository.Files.ListAsync(FileKind.Snapshot, cancellationToken))
            .Exists(file => file.Id == snapshot);

    private static MeshException Refused(BlobId snapshot, MeshException error) => new(
        "prune-refused",
        $"snapshot {snapshot.ToShortString()}",
        $"not all that it needs can be read ({error.Subject}: {error.Cause}); nothing was removed",
        "see what 'mesh vault check' says; forget the snapshot, or mend the repository, then again",
        innerException: error);

    private async Task MarkTreesAsync(
        BlobId root, PackInventory inventory, CancellationToken cancellationToken)
    {
        var level = new List<BlobId> { root };
        var gate = new Lock();
        while (level.Count > 0)
        {
            var next = new List<BlobId>();
            await Parallel.ForEachAsync(
                level.Where(tree => TryMark(BlobType.Tree, tree, inventory)),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = repository.Options.Connections,
                    CancellationToken = cancellationToken,
                },
                async (id, token) =>
                {
                    var subtrees = Mark(await repository.LoadTreeAsync(id, token), inventory);
                    lock (gate)
                    {
                        next.AddRange(subtrees);
                    }
                });
            level = next;
        }
    }

    private List<BlobId> Mark(Tree tree, PackInventory inventory)
    {
        var subtrees = new List<BlobId>();
        foreach (var node in tree.Nodes)
        {
            foreach (var blob in node.Content ?? [])
            {
                TryMark(BlobType.Data, blob, inventory);
            }

            if (node.Type == NodeType.Dir)
            {
                subtrees.Add(node.Subtree ?? throw Damage.Of(
                    "damaged-tree", $"tree {tree.Id}", $"the directory '{node.Name}' has no tree"));
            }
        }

        return subtrees;
    }

    // False where it was marked already.
    private bool TryMark(BlobType type, BlobId id, PackInventory inventory)
    {
        var number = NumberOf(type, id, inventory);
        return (Interlocked.Or(ref _bits[number >> 5], 1 << (number & 31)) & (1 << (number & 31))) == 0;
    }

    private int NumberOf(BlobType type, BlobId id, PackInventory inventory) =>
        _index.FindFirst(type, id, inventory.IsSound) is >= 0 and var number
            ? number
            : throw Damage.Of(
                "damaged-repository",
                $"{(type == BlobType.Tree ? "tree" : "blob")} {id}",
                _index.Contains(type, id) ? "the pack that has it is missing or cut" : "no index names it");
}
