using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Mesh.Vault.Chunking;

/// <summary>Arithmetic of polynomials over GF(2), their coefficients being the bits of a number.</summary>
internal static class Polynomial
{
    /// <summary>The degree a repository's polynomial must have.</summary>
    public const int Degree = 53;

    /// <summary>A random irreducible polynomial of degree 53; about one in 26 with a constant term
    /// is.</summary>
    public static ulong CreateIrreducible(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[8];
        while (true)
        {
            random.GetBytes(bytes);
            var candidate = BinaryPrimitives.ReadUInt64LittleEndian(bytes) & ((1UL << Degree) - 1);
            candidate |= (1UL << Degree) | 1;
            if (IsIrreducible(candidate))
            {
                return candidate;
            }
        }
    }

    public static int DegreeOf(ulong polynomial) => 63 - BitOperations.LeadingZeroCount(polynomial);

    /// <summary>The remainder of a division.</summary>
    public static ulong Mod(UInt128 value, ulong divisor)
    {
        var degree = DegreeOf(divisor);
        for (var bit = 127 - (int)UInt128.LeadingZeroCount(value); bit >= degree; bit--)
        {
            if ((value >> bit & 1) != 0)
            {
                value ^= (UInt128)divisor << (bit - degree);
            }
        }

        return (ulong)value;
    }

    public static ulong MultiplyMod(ulong left, ulong right, ulong divisor)
    {
        UInt128 product = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            product ^= (right >> bit & 1) != 0 ? (UInt128)left << bit : 0;
        }

        return Mod(product, divisor);
    }

    /// <summary>
    /// Ben-Or's test: irreducible means no common factor with x^(2^i) - x for any i up to half of the degree,
    /// since that is the product of all irreducible polynomials whose degree divides i.
    /// </summary>
    public static bool IsIrreducible(ulong polynomial)
    {
        var degree = DegreeOf(polynomial);
        if (degree < 1)
        {
            return false;
        }

        const ulong X = 2;
        var power = Mod(X, polynomial);
        for (var i = 1; i <= degree / 2; i++)
        {
            power = MultiplyMod(power, power, polynomial);
            if (GreatestCommonDivisor(polynomial, power ^ X) != 1)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong GreatestCommonDivisor(ulong left, ulong right)
    {
        while (right != 0)
        {
            (left, right) = (right, Mod(left, right));
        }

        return left;
    }
}
