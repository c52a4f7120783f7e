using System.IO.Compression;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>
/// Values of COMPRESSED columns, logged as they are stored: a byte, then either the plain bytes, or the
/// length of the plain bytes and a deflated stream (MariaDB, <c>field_comp.cc</c>).
/// </summary>
internal static class CompressedCell
{
    private const byte Plain = 0x00;
    private const byte Deflated = 0x80;
    private const byte WithoutWrapper = 0x08;
    private const byte LengthSize = 0x07;

    // The server writes nothing that deflate could not have made smaller.
    private const long MostTimes = 1_100;

    /// <summary>The plain bytes.</summary>
    /// <exception cref="FormatException">They cannot be had.</exception>
    public static ReadOnlySpan<byte> Expand(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty)
        {
            return stored;
        }

        var cursor = new ByteCursor(stored);
        var head = cursor.UInt8();
        if (head == Plain)
        {
            return cursor.Rest();
        }

        if ((head & ~(LengthSize | WithoutWrapper)) != Deflated)
        {
            throw new FormatException("a value is compressed in a way that is not known");
        }

        var length = CellValue.BigEndian(cursor.Bytes(head & LengthSize));
        return length <= (ulong)(MostTimes * (cursor.Remaining + 16L))
            ? Inflate(cursor.Rest().ToArray(), (int)length, (head & WithoutWrapper) != 0)
            : throw new FormatException("a compressed value claims to be too long");
    }

    private static byte[] Inflate(byte[] packed, int length, bool isRaw)
    {
        var plain = new byte[length];
        using var source = new MemoryStream(packed);
        using Stream stream = isRaw
            ? new DeflateStream(source, CompressionMode.Decompress)
            : new ZLibStream(source, CompressionMode.Decompress);
        try
        {
            return stream.ReadAtLeast(plain, length, throwOnEndOfStream: false) == length
                && stream.ReadByte() < 0
                ? plain
                : throw new FormatException("a compressed value has another length than it says");
        }
        catch (InvalidDataException error)
        {
            throw new FormatException("a compressed value is damaged", error);
        }
    }
}
