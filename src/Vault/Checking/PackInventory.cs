namespace Mesh.Vault.Checking;

/// <summary>The packs of a repository by what the store lists and by what the index implies, side by
/// side.</summary>
internal sealed class PackInventory
{
    private readonly Dictionary<BlobId, long> _stored = [];

    private PackInventory(PackSums indexed) => Indexed = indexed;

    public PackSums Indexed { get; }

    public IReadOnlyDictionary<BlobId, long> Stored => _stored;

    public static async Task<PackInventory> TakeAsync(
        Repository repository, CancellationToken cancellationToken)
    {
        var inventory = new PackInventory(PackSums.Of(repository.Index, cancellationToken));
        foreach (var (id, size) in await repository.Files.ListAsync(FileKind.Pack, cancellationToken))
        {
            inventory._stored[id] = size;
        }

        return inventory;
    }

    /// <summary>Whether the pack is in the store with the size that the index implies.</summary>
    public bool IsSound(BlobId pack) =>
        _stored.TryGetValue(pack, out var size) && Indexed.TryGet(pack, out var sum) && sum.PackSize == size;

    /// <summary>Whether at least one sound pack has the blob.</summary>
    public string? Fault(Repository repository, BlobType type, BlobId id)
    {
        var locations = repository.Index.FindAll(type, id);
        if (locations.Count == 0)
        {
            return "no index names it";
        }

        return locations.Exists(location => IsSound(location.Pack))
            ? null
            : $"pack {locations[0].Pack} is missing or has the wrong size";
    }
}
