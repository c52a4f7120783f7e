namespace Mesh.Vault.Packs;

/// <summary>A blob's place in a pack.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes it takes, sealed.</param>
/// <param name="UncompressedLength">The length of its plaintext when it is compressed, else 0.</param>
internal readonly record struct PackEntry(
    BlobType Type, BlobId Id, uint Offset, uint Length, uint UncompressedLength)
{
    public bool IsCompressed => UncompressedLength != 0;

    /// <summary>The length of the plaintext.</summary>
    public long PlainLength => IsCompressed ? UncompressedLength : (long)Length - Crypto.MasterKey.Overhead;
}
