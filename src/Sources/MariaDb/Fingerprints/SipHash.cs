using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mesh.Sources.MariaDb.Fingerprints;

/// <summary>
/// SipHash-2-4 with 128 bits of result: a keyed function whose values nobody without the key can steer
/// (Aumasson and Bernstein, "SipHash: a fast short-input PRF", and the authors' 128-bit variant).
/// </summary>
internal readonly struct SipHash
{
    /// <summary>Bytes in a key.</summary>
    public const int KeySize = 16;

    private readonly ulong _k0;
    private readonly ulong _k1;

    public SipHash(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeySize);
        _k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>The hash; its first eight bytes are the low half.</summary>
    public UInt128 Of(ReadOnlySpan<byte> message)
    {
        var v0 = _k0 ^ 0x736f6d6570736575;
        var v1 = _k1 ^ 0x646f72616e646f6d ^ 0xee;
        var v2 = _k0 ^ 0x6c7967656e657261;
        var v3 = _k1 ^ 0x7465646279746573;
        var rest = message;
        while (rest.Length >= 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
            rest = rest[8..];
        }

        Span<byte> tail = stackalloc byte[8];
        tail.Clear();
        rest.CopyTo(tail);
        tail[7] = (byte)message.Length;
        var last = BinaryPrimitives.ReadUInt64LittleEndian(tail);
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;

        v2 ^= 0xee;
        var low = Finish(ref v0, ref v1, ref v2, ref v3);
        v1 ^= 0xdd;
        var high = Finish(ref v0, ref v1, ref v2, ref v3);
        return new UInt128(high, low);
    }

    private static ulong Finish(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
