using System.Buffers;
using Mesh.Storage;

namespace Mesh.Tests.Storage;

/// <summary>Content for tests, the same at each run.</summary>
internal static class Bytes
{
    public static byte[] Of(int length, int seed = 0)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    public static ReadOnlySequence<byte> InPieces(byte[] content, int size)
    {
        Piece? first = null;
        Piece? last = null;
        for (var offset = 0; offset < content.Length; offset += size)
        {
            last = new Piece(content.AsMemory(offset, Math.Min(size, content.Length - offset)), last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    public static async Task<List<string>> KeysAsync(IObjectStore store, string prefix)
    {
        List<string> keys = [];
        await foreach (var info in store.ListAsync(prefix, default))
        {
            keys.Add(info.Key);
        }

        keys.Sort(StringComparer.Ordinal);
        return keys;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
