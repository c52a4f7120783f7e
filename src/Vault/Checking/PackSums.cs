using Mesh.Vault.Indexes;
using Mesh.Vault.Packs;

namespace Mesh.Vault.Checking;

/// <summary>What the index implies for each pack, so that packs can be judged by their size alone.</summary>
internal sealed class PackSums
{
    private const int Batch = 4_096;

    private readonly Dictionary<BlobId, Sum> _sums = [];

    private PackSums()
    {
    }

    public IEnumerable<KeyValuePair<BlobId, Sum>> All => _sums;

    public int Count => _sums.Count;

    public static PackSums Of(BlobIndex index, CancellationToken cancellationToken)
    {
        var sums = new PackSums();
        var batch = new BlobLocation[Batch];
        for (var start = 0; index.Copy(start, batch) is > 0 and var length; start += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (pack, entry) in batch.AsSpan(0, length))
            {
                sums._sums[pack] = sums._sums.GetValueOrDefault(pack).With(entry);
            }
        }

        return sums;
    }

    public bool TryGet(BlobId pack, out Sum sum) => _sums.TryGetValue(pack, out sum);

    /// <summary>One pack's blobs, added up.</summary>
    public readonly record struct Sum(long Bytes, int Header, int Trees, int Data, long End)
    {
        public int Blobs => Trees + Data;

        /// <summary>The size of a pack of these blobs.</summary>
        public long PackSize => Bytes + PackHeader.SealedSize(Header);

        /// <summary>Whether the blobs lie one after the other without a gap or an overlap.</summary>
        public bool IsContiguous => Bytes == End;

        public Sum With(PackEntry entry) => new(
            Bytes + entry.Length,
            Header + PackHeader.EntrySize(entry.IsCompressed),
            Trees + (entry.Type == BlobType.Tree ? 1 : 0),
            Data + (entry.Type == BlobType.Data ? 1 : 0),
            Math.Max(End, entry.Offset + (long)entry.Length));
    }
}
