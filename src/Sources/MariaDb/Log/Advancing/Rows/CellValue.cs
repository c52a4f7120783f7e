using System.Buffers.Binary;
using Mesh.Sources.MariaDb.Fingerprints;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Gives a value of the log to the hash, as a dump's query would have given it.</summary>
internal static class CellValue
{
    private const int LongestText = 96;

    /// <exception cref="FormatException">The bytes are no such value.</exception>
    public static void Add(RowHasher hasher, in LoggedCell cell, ReadOnlySpan<byte> bytes)
    {
        switch (cell.Layout)
        {
            case CellLayout.Signed:
                hasher.AddSigned(Signed(bytes));
                break;
            case CellLayout.Unsigned:
                hasher.AddUnsigned(Unsigned(bytes));
                break;
            case CellLayout.Bits:
                hasher.AddUnsigned(BigEndian(bytes));
                break;
            case CellLayout.Single:
                hasher.AddSingle(BinaryPrimitives.ReadSingleLittleEndian(bytes));
                break;
            case CellLayout.Double:
                hasher.AddDouble(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
                break;
            case CellLayout.Year or CellLayout.ShortYear:
                var year = bytes[0] == 0 ? 0 : 1900 + bytes[0];
                hasher.AddSigned(cell.Layout == CellLayout.Year ? year : year % 100);
                break;
            case CellLayout.Bytes:
                hasher.AddBytes(bytes);
                break;
            case CellLayout.Padded:
                AddPadded(hasher, bytes, cell.Length);
                break;
            case CellLayout.Compressed:
                hasher.AddBytes(CompressedCell.Expand(bytes));
                break;
            default:
                Span<byte> text = stackalloc byte[LongestText];
                var writer = new DigitWriter(text);
                Write(ref writer, cell, bytes);
                hasher.AddBytes(writer.Written);
                break;
        }
    }

    /// <summary>A number whose first byte is its highest.</summary>
    public static ulong BigEndian(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        foreach (var each in bytes)
        {
            value = (value << 8) | each;
        }

        return value;
    }

    /// <summary>A number whose first byte is its lowest.</summary>
    public static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    /// <summary>The same, with a sign.</summary>
    public static long Signed(ReadOnlySpan<byte> bytes)
    {
        var shift = 64 - (8 * bytes.Length);
        return (long)(Unsigned(bytes) << shift) >> shift;
    }

    /// <summary>Writes a value whose digits are its text: DECIMAL and all kinds of times.</summary>
    public static void Write(ref DigitWriter text, in LoggedCell cell, ReadOnlySpan<byte> bytes)
    {
        switch (cell.Layout)
        {
            case CellLayout.Decimal or CellLayout.FilledDecimal:
                DecimalCell.Write(ref text, cell, bytes);
                break;
            case CellLayout.OldTime or CellLayout.OldDateTime or CellLayout.OldTimestamp
                or CellLayout.FineTime or CellLayout.FineDateTime or CellLayout.FineTimestamp:
                OldTimeCell.Write(ref text, cell, bytes);
                break;
            default:
                TimeCell.Write(ref text, cell, bytes);
                break;
        }
    }

    private static void AddPadded(RowHasher hasher, ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length > length)
        {
            throw new FormatException("a value is longer than its column");
        }

        Span<byte> padded = stackalloc byte[byte.MaxValue];
        padded.Clear();
        bytes.CopyTo(padded);
        hasher.AddBytes(padded[..length]);
    }
}
