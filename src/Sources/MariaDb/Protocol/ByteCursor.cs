using System.Buffers.Binary;
using System.Text;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>
/// Walks over bytes that somebody else wrote; every step is checked against the end. Little-endian, as the
/// protocol and the log are.
/// </summary>
/// <exception cref="FormatException">The bytes end before what is asked for.</exception>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public readonly bool AtEnd => Remaining == 0;

    public readonly byte Peek => Remaining > 0
        ? _bytes[Position]
        : throw new FormatException("it ends too early");

    public ReadOnlySpan<byte> Bytes(long count)
    {
        if (count < 0 || count > Remaining)
        {
            throw new FormatException("it ends too early");
        }

        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public ReadOnlySpan<byte> Rest() => Bytes(Remaining);

    public void Skip(long count) => Bytes(count);

    public byte UInt8() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    /// <summary>A number of 1 to 8 bytes.</summary>
    public ulong UInt(int size)
    {
        var taken = Bytes(size);
        var value = 0UL;
        for (var i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | taken[i];
        }

        return value;
    }

    /// <summary>A number whose first byte says how long it is.</summary>
    public ulong PackedNumber() => UInt8() switch
    {
        0xFC => UInt16(),
        0xFD => UInt(3),
        0xFE => UInt64(),
        0xFB or 0xFF => throw new FormatException("a length is not a number"),
        var small => small,
    };

    /// <summary>A packed number that counts bytes or items which are still to come.</summary>
    public int PackedCount()
    {
        var value = PackedNumber();
        return value <= int.MaxValue ? (int)value : throw new FormatException("a length is too large");
    }

    public ReadOnlySpan<byte> PackedBytes() => Bytes(PackedCount());

    /// <summary>Up to the next zero, which is skipped.</summary>
    public ReadOnlySpan<byte> UntilZero()
    {
        var length = _bytes[Position..].IndexOf((byte)0);
        if (length < 0)
        {
            throw new FormatException("a text has no end");
        }

        var taken = Bytes(length);
        Position++;
        return taken;
    }

    public string TextUntilZero() => Encoding.UTF8.GetString(UntilZero());
}
