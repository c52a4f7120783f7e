using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mesh.Vault.Crypto;

/// <summary>
/// The polynomial hash of Poly1305-AES: blocks of 16 bytes are the coefficients of a polynomial that is
/// evaluated at the secret <c>r</c> modulo 2^130 - 5; the nonce's encryption is added to the result.
/// </summary>
internal readonly struct Poly1305
{
    public const int TagSize = 16;

    private readonly ulong _r0;
    private readonly ulong _r1;

    // 2^130 is 5 here, so what stands at 2^128 counts 5/4; r1 can be divided by 4 because it is clamped.
    private readonly ulong _r1Folded;

    /// <param name="r">16 bytes, clamped here.</param>
    public Poly1305(ReadOnlySpan<byte> r)
    {
        _r0 = BinaryPrimitives.ReadUInt64LittleEndian(r) & 0x0FFF_FFFC_0FFF_FFFF;
        _r1 = BinaryPrimitives.ReadUInt64LittleEndian(r[8..]) & 0x0FFF_FFFC_0FFF_FFFC;
        _r1Folded = _r1 + (_r1 >> 2);
    }

    /// <param name="message">What is authenticated.</param>
    /// <param name="pad">The encrypted nonce, 16 bytes.</param>
    /// <param name="tag">Takes 16 bytes.</param>
    public void Compute(ReadOnlySpan<byte> message, ReadOnlySpan<byte> pad, Span<byte> tag)
    {
        ulong h0 = 0, h1 = 0, h2 = 0;
        ref var start = ref MemoryMarshal.GetReference(message);
        var whole = message.Length & ~(TagSize - 1);
        for (nuint i = 0; i < (nuint)whole; i += TagSize)
        {
            var low = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i + 8));
            if (!BitConverter.IsLittleEndian)
            {
                low = BinaryPrimitives.ReverseEndianness(low);
                high = BinaryPrimitives.ReverseEndianness(high);
            }

            Absorb(ref h0, ref h1, ref h2, low, high, 1);
        }

        if (whole < message.Length)
        {
            Span<byte> last = stackalloc byte[TagSize];
            last.Clear();
            message[whole..].CopyTo(last);
            last[message.Length - whole] = 1;
            Absorb(ref h0, ref h1, ref h2, BinaryPrimitives.ReadUInt64LittleEndian(last),
                BinaryPrimitives.ReadUInt64LittleEndian(last[8..]), 0);
        }

        Finish(h0, h1, h2, pad, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Absorb(ref ulong h0, ref ulong h1, ref ulong h2, ulong low, ulong high, ulong top)
    {
        h0 += low;
        var carry = h0 < low ? 1UL : 0UL;
        var sum = high + carry;
        top += sum < carry ? 1UL : 0UL;
        h1 += sum;
        h2 += top + (h1 < sum ? 1UL : 0UL);

        // (h0 + h1 X + h2 X^2) (r0 + r1 X), where X = 2^64 and r1 X^2 = r1Folded.
        var d0 = new Wide(h0, _r0);
        d0.Add(new Wide(h1, _r1Folded));
        var d1 = new Wide(h0, _r1);
        d1.Add(new Wide(h1, _r0));
        d1.Add(h2 * _r1Folded);
        d1.Add(d0.High);
        var d2 = h2 * _r0 + d1.High;

        // Everything from bit 130 on comes back five times: once as is, once as four times a quarter.
        var over = (d2 >> 2) + (d2 & ~3UL);
        h0 = d0.Low + over;
        carry = h0 < over ? 1UL : 0UL;
        h1 = d1.Low + carry;
        h2 = (d2 & 3) + (h1 < carry ? 1UL : 0UL);
    }

    private static void Finish(ulong h0, ulong h1, ulong h2, ReadOnlySpan<byte> pad, Span<byte> tag)
    {
        // h - p = h + 5 - 2^130: taken when it is not negative.
        var g = new UInt128(h1, h0) + 5;
        var top = h2 + (g < 5 ? 1UL : 0UL);
        var h = top >= 4 ? g : new UInt128(h1, h0);
        h += BinaryPrimitives.ReadUInt128LittleEndian(pad);
        BinaryPrimitives.WriteUInt128LittleEndian(tag, h);
    }

    /// <summary>A product of two 64-bit numbers, to which more can be added.</summary>
    private struct Wide
    {
        public ulong High;
        public ulong Low;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Wide(ulong left, ulong right) => High = Math.BigMul(left, right, out Low);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Wide other)
        {
            Low += other.Low;
            High += other.High + (Low < other.Low ? 1UL : 0UL);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong other)
        {
            Low += other;
            High += Low < other ? 1UL : 0UL;
        }
    }
}
