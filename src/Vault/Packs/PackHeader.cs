using System.Buffers.Binary;
using Mesh.Vault.Crypto;

namespace Mesh.Vault.Packs;

/// <summary>The list of blobs at the end of a pack, sealed, with its length after it.</summary>
internal static class PackHeader
{
    /// <summary>Bytes of the length at a pack's very end.</summary>
    public const int LengthSize = 4;

    /// <summary>No header is longer, by the format.</summary>
    public const int MaxSize = 16 << 20;

    private const int PlainEntrySize = 1 + 4 + BlobId.Size;
    private const int CompressedEntrySize = PlainEntrySize + 4;
    private const byte CompressedFlag = 2;

    public static int EntrySize(bool isCompressed) => isCompressed ? CompressedEntrySize : PlainEntrySize;

    /// <summary>The bytes after the blobs: sealed header and length, for entries of this size in
    /// sum.</summary>
    public static int SealedSize(int entriesSize) => entriesSize + MasterKey.Overhead + LengthSize;

    /// <summary>Writes the entries, unsealed.</summary>
    /// <returns>How many bytes they have.</returns>
    public static int Write(IReadOnlyList<PackEntry> entries, Span<byte> destination)
    {
        var position = 0;
        foreach (var entry in entries)
        {
            destination[position] = (byte)((int)entry.Type | (entry.IsCompressed ? CompressedFlag : 0));
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(position + 1)..], entry.Length);
            position += 5;
            if (entry.IsCompressed)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(destination[position..], entry.UncompressedLength);
                position += 4;
            }

            entry.Id.CopyTo(destination[position..]);
            position += BlobId.Size;
        }

        return position;
    }

    /// <summary>Reads the entries of an opened header.</summary>
    /// <param name="bodySize">The bytes of the pack before its header, which the blobs must fill
    /// exactly.</param>
    /// <exception cref="FormatException">It is not a header, or not of such a pack.</exception>
    public static List<PackEntry> Parse(ReadOnlySpan<byte> header, long bodySize)
    {
        var entries = new List<PackEntry>(header.Length / PlainEntrySize);
        long offset = 0;
        while (!header.IsEmpty)
        {
            var kind = header[0];
            var size = EntrySize((kind & CompressedFlag) != 0);
            if (kind > 3 || header.Length < size)
            {
                throw new FormatException("its header has an entry that is cut or of an unknown type");
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
            var isCompressed = size == CompressedEntrySize;
            var uncompressed = isCompressed ? BinaryPrimitives.ReadUInt32LittleEndian(header[5..]) : 0;
            if (length < MasterKey.Overhead || offset + length > bodySize)
            {
                throw new FormatException("its header has a blob that does not fit into it");
            }

            var id = new BlobId(header.Slice(size - BlobId.Size, BlobId.Size));
            entries.Add(new PackEntry((BlobType)(kind & 1), id, (uint)offset, length, uncompressed));
            offset += length;
            header = header[size..];
        }

        return offset == bodySize
            ? entries
            : throw new FormatException("its header and its blobs do not fill it");
    }
}
