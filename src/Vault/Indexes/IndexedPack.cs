using Mesh.Vault.Checking;
using Mesh.Vault.Packs;

namespace Mesh.Vault.Indexes;

/// <summary>What an index file says of one pack.</summary>
internal sealed record IndexedPack(BlobId Id, IReadOnlyList<PackEntry> Entries)
{
    /// <summary>All packs of an index, each whole, also where several index files have parts of it.</summary>
    /// <param name="index">The index.</param>
    /// <param name="sums">How many blobs each of its packs has.</param>
    public static IEnumerable<IndexedPack> All(BlobIndex index, PackSums sums)
    {
        var partly = new Dictionary<BlobId, List<PackEntry>>();
        var batch = new BlobLocation[4_096];
        for (var start = 0; index.Copy(start, batch) is > 0 and var length; start += length)
        {
            for (var place = 0; place < length; place++)
            {
                var (pack, entry) = batch[place];
                if (!partly.TryGetValue(pack, out var entries))
                {
                    partly.Add(pack, entries = []);
                }

                entries.Add(entry);
                if (sums.TryGet(pack, out var sum) && entries.Count == sum.Blobs)
                {
                    partly.Remove(pack);
                    yield return new IndexedPack(pack, [.. entries.OrderBy(each => each.Offset)]);
                }
            }
        }
    }
}
