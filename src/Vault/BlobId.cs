using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Mesh.Vault;

/// <summary>
/// A SHA-256 hash that names something in a repository: a blob by its plaintext, a file by its stored bytes.
/// Ordered as its bytes are.
/// </summary>
public readonly struct BlobId : IEquatable<BlobId>, IComparable<BlobId>
{
    /// <summary>Bytes in an id.</summary>
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <param name="bytes">Exactly <see cref="Size"/> bytes.</param>
    public BlobId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Whether this is the default value, which names nothing.</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>The first 64 bits: well distributed, since they are bits of a hash.</summary>
    internal ulong Prefix => _a;

    internal byte FirstByte => (byte)(_a >> 56);

    /// <summary>The id of <paramref name="content"/>: its SHA-256.</summary>
    public static BlobId Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return new BlobId(hash);
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static BlobId Parse(string hex) =>
        TryParse(hex, out var id)
            ? id
            : throw new FormatException($"'{hex}' is not an id of 64 hexadecimal digits");

    /// <inheritdoc cref="Parse(string)"/>
    public static bool TryParse(ReadOnlySpan<char> hex, out BlobId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = hex.Length == Size * 2
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        id = valid ? new BlobId(bytes) : default;
        return valid;
    }

    /// <summary>Reads 64 hexadecimal digits in ASCII.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out BlobId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = hex.Length == Size * 2
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        id = valid ? new BlobId(bytes) : default;
        return valid;
    }

    /// <summary>Writes the <see cref="Size"/> bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>Writes 64 lower-case hexadecimal digits in ASCII.</summary>
    public void CopyHexTo(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }

    /// <summary>The first eight digits, as people write ids.</summary>
    public string ToShortString() => ToString()[..8];

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(BlobId other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    public override bool Equals(object? obj) => obj is BlobId other && Equals(other);

    public override int GetHashCode() => _a.GetHashCode();

    public int CompareTo(BlobId other)
    {
        var order = _a.CompareTo(other._a);
        order = order != 0 ? order : _b.CompareTo(other._b);
        order = order != 0 ? order : _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    public static bool operator ==(BlobId left, BlobId right) => left.Equals(right);

    public static bool operator !=(BlobId left, BlobId right) => !left.Equals(right);

    public static bool operator <(BlobId left, BlobId right) => left.CompareTo(right) < 0;

    public static bool operator >(BlobId left, BlobId right) => left.CompareTo(right) > 0;

    public static bool operator <=(BlobId left, BlobId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BlobId left, BlobId right) => left.CompareTo(right) >= 0;
}
