using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Mesh.Vault.Crypto;

/// <summary>
/// AES in counter mode, the counter being the whole block, big-endian, and AES of single blocks. The platform
/// has no such mode, so it is made of the processor's AES instructions, or of the platform's AES where there
/// are none.
/// </summary>
internal sealed class AesCounter
{
    private const int BlockSize = 16;
    private const int Lanes = 8;

    private readonly byte[] _key;
    private readonly int _rounds;
    private readonly Vector128<byte>[] _roundKeys;

    /// <param name="key">32 bytes, or 16 for AES-128.</param>
    /// <param name="useInstructions">False to go without AES instructions.</param>
    public AesCounter(ReadOnlySpan<byte> key, bool useInstructions = true)
    {
        _key = key.ToArray();
        _rounds = key.Length switch
        {
            16 => 10,
            32 => 14,
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Length, "no key has this length"),
        };
        _roundKeys = useInstructions && X86Aes.IsSupported ? ExpandKey(key, _rounds) : [];
    }

    /// <summary>Encrypts or decrypts, which is the same; in place if both spans are.</summary>
    public void Transform(ReadOnlySpan<byte> counter, ReadOnlySpan<byte> input, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counter.Length, BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, input.Length);
        var high = BinaryPrimitives.ReadUInt64BigEndian(counter);
        var low = BinaryPrimitives.ReadUInt64BigEndian(counter[8..]);
        if (_roundKeys.Length == 0)
        {
            TransformByPlatform(high, low, input, output);
        }
        else
        {
            TransformByInstructions(high, low, input, output);
        }
    }

    /// <summary>Encrypts one block of 16 bytes.</summary>
    public void EncryptBlock(ReadOnlySpan<byte> block, Span<byte> output)
    {
        if (_roundKeys.Length == 0)
        {
            using var aes = Aes.Create();
            aes.Key = _key;
            aes.EncryptEcb(block[..BlockSize], output, PaddingMode.None);
            return;
        }

        ref var keys = ref MemoryMarshal.GetArrayDataReference(_roundKeys);
        EncryptBlock(ref keys, _rounds, Vector128.Create(block)).CopyTo(output);
    }

    private void TransformByInstructions(ulong high, ulong low, ReadOnlySpan<byte> input, Span<byte> output)
    {
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(output);
        ref var keys = ref MemoryMarshal.GetArrayDataReference(_roundKeys);
        nuint position = 0;
        var length = (nuint)input.Length;
        for (; length - position >= Lanes * BlockSize; position += Lanes * BlockSize)
        {
            EightBlocks(ref keys, _rounds, ref high, ref low, ref Unsafe.Add(ref source, position),
                ref Unsafe.Add(ref target, position));
        }

        for (; length - position >= BlockSize; position += BlockSize)
        {
            var block = EncryptBlock(ref keys, _rounds, Next(ref high, ref low));
            (block ^ Vector128.LoadUnsafe(ref source, position)).StoreUnsafe(ref target, position);
        }

        if (position < length)
        {
            var block = EncryptBlock(ref keys, _rounds, Next(ref high, ref low));
            for (nuint i = 0; position + i < length; i++)
            {
                Unsafe.Add(ref target, position + i) =
                    (byte)(Unsafe.Add(ref source, position + i) ^ block.GetElement((int)i));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightBlocks(
        ref Vector128<byte> keys, int rounds, ref ulong high, ref ulong low, ref byte source, ref byte target)
    {
        var key = keys;
        var b0 = Next(ref high, ref low) ^ key;
        var b1 = Next(ref high, ref low) ^ key;
        var b2 = Next(ref high, ref low) ^ key;
        var b3 = Next(ref high, ref low) ^ key;
        var b4 = Next(ref high, ref low) ^ key;
        var b5 = Next(ref high, ref low) ^ key;
        var b6 = Next(ref high, ref low) ^ key;
        var b7 = Next(ref high, ref low) ^ key;
        for (var round = 1; round < rounds; round++)
        {
            key = Unsafe.Add(ref keys, round);
            b0 = X86Aes.Encrypt(b0, key);
            b1 = X86Aes.Encrypt(b1, key);
            b2 = X86Aes.Encrypt(b2, key);
            b3 = X86Aes.Encrypt(b3, key);
            b4 = X86Aes.Encrypt(b4, key);
            b5 = X86Aes.Encrypt(b5, key);
            b6 = X86Aes.Encrypt(b6, key);
            b7 = X86Aes.Encrypt(b7, key);
        }

        key = Unsafe.Add(ref keys, rounds);
        (X86Aes.EncryptLast(b0, key) ^ Vector128.LoadUnsafe(ref source)).StoreUnsafe(ref target);
        (X86Aes.EncryptLast(b1, key) ^ Vector128.LoadUnsafe(ref source, 16)).StoreUnsafe(ref target, 16);
        (X86Aes.EncryptLast(b2, key) ^ Vector128.LoadUnsafe(ref source, 32)).StoreUnsafe(ref target, 32);
        (X86Aes.EncryptLast(b3, key) ^ Vector128.LoadUnsafe(ref source, 48)).StoreUnsafe(ref target, 48);
        (X86Aes.EncryptLast(b4, key) ^ Vector128.LoadUnsafe(ref source, 64)).StoreUnsafe(ref target, 64);
        (X86Aes.EncryptLast(b5, key) ^ Vector128.LoadUnsafe(ref source, 80)).StoreUnsafe(ref target, 80);
        (X86Aes.EncryptLast(b6, key) ^ Vector128.LoadUnsafe(ref source, 96)).StoreUnsafe(ref target, 96);
        (X86Aes.EncryptLast(b7, key) ^ Vector128.LoadUnsafe(ref source, 112)).StoreUnsafe(ref target, 112);
    }

    private static Vector128<byte> EncryptBlock(ref Vector128<byte> keys, int rounds, Vector128<byte> block)
    {
        block ^= keys;
        for (var round = 1; round < rounds; round++)
        {
            block = X86Aes.Encrypt(block, Unsafe.Add(ref keys, round));
        }

        return X86Aes.EncryptLast(block, Unsafe.Add(ref keys, rounds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Next(ref ulong high, ref ulong low)
    {
        var block = Vector128.Create(
            BinaryPrimitives.ReverseEndianness(high), BinaryPrimitives.ReverseEndianness(low)).AsByte();
        low++;
        high += low == 0 ? 1UL : 0UL;
        return block;
    }

    private void TransformByPlatform(ulong high, ulong low, ReadOnlySpan<byte> input, Span<byte> output)
    {
        const int Batch = 4_096;
        using var aes = Aes.Create();
        aes.Key = _key;
        Span<byte> stream = stackalloc byte[Batch];
        while (!input.IsEmpty)
        {
            var length = Math.Min(input.Length, Batch);
            var blocks = stream[..((length + BlockSize - 1) / BlockSize * BlockSize)];
            for (var i = 0; i < blocks.Length; i += BlockSize)
            {
                BinaryPrimitives.WriteUInt64BigEndian(blocks[i..], high);
                BinaryPrimitives.WriteUInt64BigEndian(blocks[(i + 8)..], low);
                low++;
                high += low == 0 ? 1UL : 0UL;
            }

            aes.EncryptEcb(blocks, blocks, PaddingMode.None);
            for (var i = 0; i < length; i++)
            {
                output[i] = (byte)(input[i] ^ blocks[i]);
            }

            input = input[length..];
            output = output[length..];
        }
    }

    // FIPS 197, section 5.2; KeygenAssist applies the S-box to a word.
    private static Vector128<byte>[] ExpandKey(ReadOnlySpan<byte> key, int rounds)
    {
        Span<uint> words = stackalloc uint[(rounds + 1) * 4];
        MemoryMarshal.Cast<byte, uint>(key).CopyTo(words);
        var keyWords = key.Length / 4;
        uint constant = 1;
        for (var i = keyWords; i < words.Length; i++)
        {
            var word = words[i - 1];
            if (i % keyWords == 0)
            {
                word = SubstituteBytes(uint.RotateRight(word, 8)) ^ constant;
                constant = constant << 1 ^ (constant >> 7) * 0x11B;
            }
            else if (keyWords > 6 && i % keyWords == 4)
            {
                word = SubstituteBytes(word);
            }

            words[i] = words[i - keyWords] ^ word;
        }

        return MemoryMarshal.Cast<uint, Vector128<byte>>(words).ToArray();
    }

    private static uint SubstituteBytes(uint word) =>
        X86Aes.KeygenAssist(Vector128.Create(word).AsByte(), 0).AsUInt32().GetElement(0);
}
