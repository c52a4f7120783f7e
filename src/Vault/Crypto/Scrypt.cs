using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Mesh.Vault.Crypto;

/// <summary>The scrypt key derivation function, RFC 7914, which the platform does not have.</summary>
internal static unsafe class Scrypt
{
    private const int WordsPerBlock = 16;

    /// <param name="cost">N: a power of two; memory and time grow with it.</param>
    /// <param name="blockSize">r: in units of 128 bytes.</param>
    /// <param name="parallelism">p: how many independent times.</param>
    public static byte[] DeriveKey(
        ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> salt,
        int cost,
        int blockSize,
        int parallelism,
        int length)
    {
        var laneSize = 128 * blockSize;
        var lanes = Rfc2898DeriveBytes.Pbkdf2(
            password, salt, 1, HashAlgorithmName.SHA256, laneSize * parallelism);
        var workers = Math.Min(parallelism, Environment.ProcessorCount);
        Parallel.For(0, workers, worker =>
        {
            var table = (uint*)NativeMemory.AlignedAlloc((nuint)laneSize * (nuint)cost, 64);
            try
            {
                for (var lane = worker; lane < parallelism; lane += workers)
                {
                    Mix(lanes.AsSpan(lane * laneSize, laneSize), table, cost, blockSize);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(table);
            }
        });

        return Rfc2898DeriveBytes.Pbkdf2(password, lanes, 1, HashAlgorithmName.SHA256, length);
    }

    // ROMix of the RFC. The words of each block are kept in the order of its diagonals, as Salsa20 is done.
    private static void Mix(Span<byte> lane, uint* table, int cost, int blockSize)
    {
        var words = 32 * blockSize;
        var scratch = (uint*)NativeMemory.AlignedAlloc((nuint)words * 8, 64);
        try
        {
            var current = scratch;
            var other = scratch + words;
            Shuffle(MemoryMarshal.Cast<byte, uint>(lane), new Span<uint>(current, words));
            for (var i = 0; i < cost; i++)
            {
                Buffer.MemoryCopy(current, table + (nuint)i * (nuint)words, words * 4L, words * 4L);
                MixBlocks(current, null, other, blockSize);
                Swap(ref current, ref other);
            }

            for (var i = 0; i < cost; i++)
            {
                var row = current[(2 * blockSize - 1) * WordsPerBlock] & (uint)(cost - 1);
                MixBlocks(current, table + row * (nuint)words, other, blockSize);
                Swap(ref current, ref other);
            }

            Unshuffle(new Span<uint>(current, words), MemoryMarshal.Cast<byte, uint>(lane));
        }
        finally
        {
            NativeMemory.AlignedFree(scratch);
        }
    }

    private static void Swap(ref uint* left, ref uint* right)
    {
        var old = left;
        left = right;
        right = old;
    }

    // BlockMix of the RFC, of the input xored with a row of the table where there is one. Nearly all the time
    // goes here, before code that starts unoptimized would have been compiled anew.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixBlocks(uint* input, uint* row, uint* output, int blockSize)
    {
        var blocks = 2 * blockSize;
        var last = input + (blocks - 1) * WordsPerBlock;
        var a = Vector128.Load(last);
        var b = Vector128.Load(last + 4);
        var c = Vector128.Load(last + 8);
        var d = Vector128.Load(last + 12);
        if (row != null)
        {
            var lastOfRow = row + (blocks - 1) * WordsPerBlock;
            a ^= Vector128.Load(lastOfRow);
            b ^= Vector128.Load(lastOfRow + 4);
            c ^= Vector128.Load(lastOfRow + 8);
            d ^= Vector128.Load(lastOfRow + 12);
        }

        for (var i = 0; i < blocks; i++)
        {
            var block = input + i * WordsPerBlock;
            a ^= Vector128.Load(block);
            b ^= Vector128.Load(block + 4);
            c ^= Vector128.Load(block + 8);
            d ^= Vector128.Load(block + 12);
            if (row != null)
            {
                var ofRow = row + i * WordsPerBlock;
                a ^= Vector128.Load(ofRow);
                b ^= Vector128.Load(ofRow + 4);
                c ^= Vector128.Load(ofRow + 8);
                d ^= Vector128.Load(ofRow + 12);
            }

            Salsa20Eight(ref a, ref b, ref c, ref d);

            // Even blocks go to the first half, odd ones to the second.
            var target = output + (i / 2 + (i % 2) * blockSize) * WordsPerBlock;
            a.Store(target);
            b.Store(target + 4);
            c.Store(target + 8);
            d.Store(target + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Salsa20Eight(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        var (x0, x1, x2, x3) = (a, b, c, d);
        for (var round = 0; round < 8; round += 2)
        {
            x1 ^= Rotate(x0 + x3, 7);
            x2 ^= Rotate(x1 + x0, 9);
            x3 ^= Rotate(x2 + x1, 13);
            x0 ^= Rotate(x3 + x2, 18);
            x1 = Vector128.Shuffle(x1, Vector128.Create(3u, 0, 1, 2));
            x2 = Vector128.Shuffle(x2, Vector128.Create(2u, 3, 0, 1));
            x3 = Vector128.Shuffle(x3, Vector128.Create(1u, 2, 3, 0));
            x3 ^= Rotate(x0 + x1, 7);
            x2 ^= Rotate(x3 + x0, 9);
            x1 ^= Rotate(x2 + x3, 13);
            x0 ^= Rotate(x1 + x2, 18);
            x1 = Vector128.Shuffle(x1, Vector128.Create(1u, 2, 3, 0));
            x2 = Vector128.Shuffle(x2, Vector128.Create(2u, 3, 0, 1));
            x3 = Vector128.Shuffle(x3, Vector128.Create(3u, 0, 1, 2));
        }

        a += x0;
        b += x1;
        c += x2;
        d += x3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rotate(Vector128<uint> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateLeft(value, bits)
            : (value << bits) | (value >>> (32 - bits));

    private static void Shuffle(ReadOnlySpan<uint> source, Span<uint> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i / WordsPerBlock * WordsPerBlock + i * 5 % WordsPerBlock];
        }
    }

    private static void Unshuffle(ReadOnlySpan<uint> source, Span<uint> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i / WordsPerBlock * WordsPerBlock + i * 5 % WordsPerBlock] = source[i];
        }
    }
}
