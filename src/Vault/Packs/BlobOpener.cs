using Mesh.Vault.Compression;
using Mesh.Vault.Crypto;

namespace Mesh.Vault.Packs;

/// <summary>Makes plaintext out of what a pack stores, and believes none of it before the hash is
/// right.</summary>
internal sealed class BlobOpener(MasterKey key, ZstdPool zstd)
{
    /// <summary>No blob is larger: a tree that lists a file of several tebibytes.</summary>
    public const int MaxPlainLength = 1 << 30;

    /// <summary>Opens in place and decompresses.</summary>
    /// <param name="content">The sealed bytes, which are overwritten.</param>
    /// <param name="plaintext">Takes exactly the length that <paramref name="entry"/> says.</param>
    /// <returns>Null, or what is wrong.</returns>
    public string? TryOpen(PackEntry entry, Span<byte> content, Span<byte> plaintext)
    {
        var inner = content[..^MasterKey.Overhead];
        if (!entry.IsCompressed)
        {
            if (!key.TryOpen(content, plaintext))
            {
                return "it was changed or sealed with another key";
            }
        }
        else
        {
            if (!key.TryOpen(content, inner))
            {
                return "it was changed or sealed with another key";
            }

            using var lease = zstd.Rent();
            if (lease.Zstd.Decompress(inner, plaintext) != plaintext.Length)
            {
                return "it cannot be decompressed to the length it has in the index";
            }
        }

        return BlobId.Of(plaintext) == entry.Id ? null : "its content does not have the hash that is its id";
    }

    /// <summary>Opens the header of a pack.</summary>
    /// <returns>The header's entries, or null when it was changed.</returns>
    /// <exception cref="FormatException">The header makes no sense.</exception>
    public List<PackEntry>? TryOpenHeader(Span<byte> sealedHeader, long bodySize)
    {
        var header = sealedHeader[..^MasterKey.Overhead];
        return key.TryOpen(sealedHeader, header) ? PackHeader.Parse(header, bodySize) : null;
    }
}
