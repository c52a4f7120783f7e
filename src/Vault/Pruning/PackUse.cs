using Mesh.Vault.Indexes;
using Mesh.Vault.Packs;

namespace Mesh.Vault.Pruning;

/// <summary>How much of a pack is needed.</summary>
internal sealed class PackUse
{
    public long UsedBytes { get; private set; }

    public long UnusedBytes { get; private set; }

    public int UsedBlobs { get; private set; }

    public int UnusedBlobs { get; private set; }

    public bool HasTrees { get; private set; }

    public bool HasData { get; private set; }

    public long Bytes => UsedBytes + UnusedBytes;

    public double UnusedPart => UnusedBytes / (double)Bytes;

    /// <summary>Of every pack that the index names.</summary>
    public static Dictionary<BlobId, PackUse> Of(UsedBlobs used, CancellationToken cancellationToken)
    {
        var packs = new Dictionary<BlobId, PackUse>();
        var batch = new BlobLocation[4_096];
        for (var start = 0; used.Index.Copy(start, batch) is > 0 and var length; start += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var place = 0; place < length; place++)
            {
                var (pack, entry) = batch[place];
                if (!packs.TryGetValue(pack, out var use))
                {
                    packs.Add(pack, use = new PackUse());
                }

                use.Add(entry, used[start + place]);
            }
        }

        return packs;
    }

    private void Add(PackEntry entry, bool used)
    {
        // Its line in the header goes with it.
        var bytes = entry.Length + (long)PackHeader.EntrySize(entry.IsCompressed);
        (UsedBytes, UnusedBytes) = used ? (UsedBytes + bytes, UnusedBytes) : (UsedBytes, UnusedBytes + bytes);
        (UsedBlobs, UnusedBlobs) = used ? (UsedBlobs + 1, UnusedBlobs) : (UsedBlobs, UnusedBlobs + 1);
        HasTrees |= entry.Type == BlobType.Tree;
        HasData |= entry.Type == BlobType.Data;
    }
}
