using System.Buffers.Binary;

namespace Mesh.Sources.MariaDb.Fingerprints;

/// <summary>
/// Hashes rows by their values: the values of all columns that are not generated, in the table's order, are
/// added one by one, each as a tag and its canonical bytes. The values are what both a query and a row of the
/// binary log can tell. Used again for each row; for one thread.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>0: NULL</item>
/// <item>1, 8 bytes: signed integers, YEAR too; little-endian, two's complement</item>
/// <item>2, 8 bytes: unsigned integers, BIT, the number of an ENUM's value, the bits of a SET</item>
/// <item>3, 4 bytes: FLOAT; 4, 8 bytes: DOUBLE; IEEE 754, little-endian, minus zero as zero</item>
/// <item>5, length (4 bytes), bytes: everything else. Text in the column's own character set, CHAR without
/// its padding; BINARY with it; INET4 and INET6 in network order, UUID in the order of its text; GEOMETRY as
/// stored (SRID and WKB); DECIMAL and times as the server prints them with the column's digits, TIMESTAMP in
/// UTC</item>
/// </list>
/// </remarks>
public sealed class RowHasher
{
    private readonly SipHash _hash;
    private byte[] _row = new byte[4_096];
    private int _length;

    /// <param name="key">Exactly 16 bytes; the same for all whose hashes are to be compared.</param>
    public RowHasher(ReadOnlySpan<byte> key) => _hash = new SipHash(key);

    /// <summary>Adds a NULL.</summary>
    public void AddNull() => Reserve(1)[0] = 0;

    /// <summary>Adds a signed integer.</summary>
    public void AddSigned(long value)
    {
        var place = Reserve(9);
        place[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(place[1..], value);
    }

    /// <summary>Adds an unsigned integer, or the bits of a BIT or SET, or the number of an ENUM.</summary>
    public void AddUnsigned(ulong value)
    {
        var place = Reserve(9);
        place[0] = 2;
        BinaryPrimitives.WriteUInt64LittleEndian(place[1..], value);
    }

    /// <summary>Adds a FLOAT.</summary>
    public void AddSingle(float value)
    {
        var place = Reserve(5);
        place[0] = 3;
        BinaryPrimitives.WriteSingleLittleEndian(place[1..], value == 0 ? 0 : value);
    }

    /// <summary>Adds a DOUBLE.</summary>
    public void AddDouble(double value)
    {
        var place = Reserve(9);
        place[0] = 4;
        BinaryPrimitives.WriteDoubleLittleEndian(place[1..], value == 0 ? 0 : value);
    }

    /// <summary>Adds the bytes of any other value.</summary>
    public void AddBytes(ReadOnlySpan<byte> value)
    {
        var place = Reserve(5 + value.Length);
        place[0] = 5;
        BinaryPrimitives.WriteInt32LittleEndian(place[1..], value.Length);
        value.CopyTo(place[5..]);
    }

    /// <summary>The hash of the row whose values were added; the next value begins another row.</summary>
    public UInt128 Hash()
    {
        var hash = _hash.Of(_row.AsSpan(0, _length));
        _length = 0;
        return hash;
    }

    private Span<byte> Reserve(int count)
    {
        if (_row.Length - _length < count)
        {
            var wanted = Math.Max((long)_length + count, 2L * _row.Length);
            Array.Resize(ref _row, (int)Math.Min(Array.MaxLength, wanted));
        }

        var place = _row.AsSpan(_length, count);
        _length += count;
        return place;
    }
}
