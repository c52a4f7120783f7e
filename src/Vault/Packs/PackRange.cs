using Mesh.Vault.Indexes;

namespace Mesh.Vault.Packs;

/// <summary>A part of a pack that is read in one request, and the blobs wanted out of it.</summary>
internal sealed record PackRange(BlobId Pack, uint Offset, int Length, IReadOnlyList<PackEntry> Entries)
{
    private const long MaxLength = 8 << 20;

    // Reading this much in vain costs less than another request.
    private const long MaxGap = 256 << 10;

    /// <summary>Ranges that cover these places, pack by pack, ascending.</summary>
    public static IEnumerable<PackRange> Cut(IEnumerable<BlobLocation> locations)
    {
        foreach (var pack in locations.GroupBy(location => location.Pack))
        {
            var entries = new List<PackEntry>();
            foreach (var entry in pack.Select(location => location.Entry).OrderBy(entry => entry.Offset))
            {
                if (entries.Count > 0 && !IsNear(entries[0], entries[^1], entry))
                {
                    yield return Of(pack.Key, entries);
                    entries = [];
                }

                entries.Add(entry);
            }

            yield return Of(pack.Key, entries);
        }
    }

    private static bool IsNear(PackEntry first, PackEntry last, PackEntry next) =>
        next.Offset - (last.Offset + (long)last.Length) <= MaxGap
        && next.Offset + (long)next.Length - first.Offset <= MaxLength;

    private static PackRange Of(BlobId pack, List<PackEntry> entries)
    {
        var last = entries[^1];
        return new PackRange(
            pack, entries[0].Offset, checked((int)(last.Offset + last.Length - entries[0].Offset)), entries);
    }
}
