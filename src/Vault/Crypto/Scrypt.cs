using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Mesh.Vault.Crypto;

/// <summary>The scrypt key derivation function, RFC 7914, which the platform does not have.</summary>
internal static unsafe partial class Scrypt
{
    private const int WordsPerBlock = 16;

    // Two lanes are mixed at a time, one in each half of a vector: a lane alone leaves most of a core idle,
    // since each of its operations waits for the one before.
    private const int WordsPerPair = 2 * WordsPerBlock;
    private const int HalfOfVector = 4;

    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE, madvise(2)

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
        var pairs = (parallelism + 1) / 2;
        var workers = Math.Min(pairs, Environment.ProcessorCount);
        Parallel.For(0, workers, worker =>
        {
            var table = AllocateTable(2 * (nuint)laneSize * (nuint)cost);
            try
            {
                for (var pair = worker; pair < pairs; pair += workers)
                {
                    // An odd lane at the end is its own partner.
                    var first = 2 * pair;
                    var second = Math.Min(first + 1, parallelism - 1);
                    Mix(
                        lanes.AsSpan(first * laneSize, laneSize), lanes.AsSpan(second * laneSize, laneSize),
                        table, cost, blockSize);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(table);
            }
        });

        return Rfc2898DeriveBytes.Pbkdf2(password, lanes, 1, HashAlgorithmName.SHA256, length);
    }

    // Touched a page of 4 KiB at a time, a table would cost nearly as much as what is done with it.
    private static uint* AllocateTable(nuint bytes)
    {
        var table = NativeMemory.AlignedAlloc(bytes, HugePage);
        if (OperatingSystem.IsLinux() && bytes >= HugePage)
        {
            // A kernel that does not take the advice does without.
            _ = AdviseMemory(table, bytes, AdviseHugePages);
        }

        return (uint*)table;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdviseMemory(void* start, nuint length, int advice);

    // ROMix of the RFC. The words of each block are kept in the order of its diagonals, as Salsa20 is done.
    private static void Mix(Span<byte> first, Span<byte> second, uint* table, int cost, int blockSize)
    {
        var words = 2 * blockSize * WordsPerPair;
        var scratch = (uint*)NativeMemory.AlignedAlloc((nuint)words * 8, 64);
        try
        {
            var current = scratch;
            var other = scratch + words;
            Shuffle(MemoryMarshal.Cast<byte, uint>(first), current);
            Shuffle(MemoryMarshal.Cast<byte, uint>(second), current + HalfOfVector);
            for (var i = 0; i < cost; i++)
            {
                Buffer.MemoryCopy(current, table + (nuint)i * (nuint)words, words * 4L, words * 4L);
                MixBlocks(current, null, null, other, blockSize);
                Swap(ref current, ref other);
            }

            var last = words - WordsPerPair;
            for (var i = 0; i < cost; i++)
            {
                var ofFirst = (nuint)(current[last] & (uint)(cost - 1)) * (nuint)words;
                var ofSecond = (nuint)(current[last + HalfOfVector] & (uint)(cost - 1)) * (nuint)words;
                MixBlocks(current, table + ofFirst, table + ofSecond, other, blockSize);
                Swap(ref current, ref other);
            }

            Unshuffle(current, MemoryMarshal.Cast<byte, uint>(first));
            Unshuffle(current + HalfOfVector, MemoryMarshal.Cast<byte, uint>(second));
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

    // BlockMix of the RFC, of the input xored with a row of the table for each lane where there are any.
    // Nearly all the time goes here, before code that starts unoptimized would have been compiled anew.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixBlocks(uint* input, uint* firstRow, uint* secondRow, uint* output, int blockSize)
    {
        var blocks = 2 * blockSize;
        var x = Load(input, firstRow, secondRow, blocks - 1);
        for (var i = 0; i < blocks; i++)
        {
            var block = Load(input, firstRow, secondRow, i);
            x.A ^= block.A;
            x.B ^= block.B;
            x.C ^= block.C;
            x.D ^= block.D;
            Salsa20Eight(ref x);

            // Even blocks go to the first half, odd ones to the second.
            var target = output + (i / 2 + (i % 2) * blockSize) * WordsPerPair;
            x.A.Store(target);
            x.B.Store(target + 8);
            x.C.Store(target + 16);
            x.D.Store(target + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Diagonals Load(uint* input, uint* firstRow, uint* secondRow, int block)
    {
        var offset = block * WordsPerPair;
        var from = input + offset;
        var loaded = new Diagonals
        {
            A = Vector256.Load(from),
            B = Vector256.Load(from + 8),
            C = Vector256.Load(from + 16),
            D = Vector256.Load(from + 24),
        };
        if (firstRow != null)
        {
            var first = firstRow + offset;
            var second = secondRow + offset + HalfOfVector;
            loaded.A ^= Vector256.Create(Vector128.Load(first), Vector128.Load(second));
            loaded.B ^= Vector256.Create(Vector128.Load(first + 8), Vector128.Load(second + 8));
            loaded.C ^= Vector256.Create(Vector128.Load(first + 16), Vector128.Load(second + 16));
            loaded.D ^= Vector256.Create(Vector128.Load(first + 24), Vector128.Load(second + 24));
        }

        return loaded;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Salsa20Eight(ref Diagonals block)
    {
        var (x0, x1, x2, x3) = (block.A, block.B, block.C, block.D);
        for (var round = 0; round < 8; round += 2)
        {
            x1 ^= Rotate(x0 + x3, 7);
            x2 ^= Rotate(x1 + x0, 9);
            x3 ^= Rotate(x2 + x1, 13);
            x0 ^= Rotate(x3 + x2, 18);
            x1 = Vector256.Shuffle(x1, Vector256.Create(3u, 0, 1, 2, 7, 4, 5, 6));
            x2 = Vector256.Shuffle(x2, Vector256.Create(2u, 3, 0, 1, 6, 7, 4, 5));
            x3 = Vector256.Shuffle(x3, Vector256.Create(1u, 2, 3, 0, 5, 6, 7, 4));
            x3 ^= Rotate(x0 + x1, 7);
            x2 ^= Rotate(x3 + x0, 9);
            x1 ^= Rotate(x2 + x3, 13);
            x0 ^= Rotate(x1 + x2, 18);
            x1 = Vector256.Shuffle(x1, Vector256.Create(1u, 2, 3, 0, 5, 6, 7, 4));
            x2 = Vector256.Shuffle(x2, Vector256.Create(2u, 3, 0, 1, 6, 7, 4, 5));
            x3 = Vector256.Shuffle(x3, Vector256.Create(3u, 0, 1, 2, 7, 4, 5, 6));
        }

        block.A += x0;
        block.B += x1;
        block.C += x2;
        block.D += x3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported
            ? Avx512F.VL.RotateLeft(value, bits)
            : (value << bits) | (value >>> (32 - bits));

    private static void Shuffle(ReadOnlySpan<uint> lane, uint* pair)
    {
        for (var i = 0; i < lane.Length; i++)
        {
            pair[Place(i)] = lane[InBlock(i)];
        }
    }

    private static void Unshuffle(uint* pair, Span<uint> lane)
    {
        for (var i = 0; i < lane.Length; i++)
        {
            lane[InBlock(i)] = pair[Place(i)];
        }
    }

    // Where the i-th word in the order of diagonals is: beside those of the other lane, and in the lane.
    private static int Place(int i) => i / HalfOfVector * (2 * HalfOfVector) + i % HalfOfVector;

    private static int InBlock(int i) => i / WordsPerBlock * WordsPerBlock + i * 5 % WordsPerBlock;

    // The diagonals of a block of both lanes.
    private struct Diagonals
    {
        public Vector256<uint> A;
        public Vector256<uint> B;
        public Vector256<uint> C;
        public Vector256<uint> D;
    }
}
