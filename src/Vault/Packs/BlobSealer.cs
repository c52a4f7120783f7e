using System.Security.Cryptography;
using Mesh.Vault.Compression;
using Mesh.Vault.Crypto;

namespace Mesh.Vault.Packs;

/// <summary>Makes what a pack stores out of plaintext: compressed where that helps, then sealed.</summary>
internal sealed class BlobSealer(MasterKey key, ZstdPool zstd, RandomNumberGenerator random, int version)
{
    // Below this a frame's own header eats what compression saves.
    private const int MinCompressible = 16;

    /// <summary>Rents what <see cref="Prepare"/> needs.</summary>
    public ZstdPool.Lease Rent() => zstd.Rent();

    /// <summary>The bytes to seal: a frame in the compressor's scratch memory, or the plaintext
    /// itself.</summary>
    public ReadOnlyMemory<byte> Prepare(
        ReadOnlyMemory<byte> plaintext, Zstd compressor, out bool isCompressed)
    {
        if (version > 1 && plaintext.Length >= MinCompressible)
        {
            var scratch = compressor.Scratch(Zstd.MaxFrameSize(plaintext.Length));
            var length = compressor.Compress(plaintext.Span, scratch);
            if (length < plaintext.Length)
            {
                isCompressed = true;
                return scratch.AsMemory(0, length);
            }
        }

        isCompressed = false;
        return plaintext;
    }

    public void Seal(ReadOnlySpan<byte> content, Span<byte> destination) =>
        key.Seal(content, destination, random);
}
