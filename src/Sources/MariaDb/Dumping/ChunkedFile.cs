using System.Buffers;
using Mesh.Vault;
using Mesh.Vault.Chunking;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// A file of the repository that is written from its beginning to its end. Its pieces are saved by other
/// threads while more is written.
/// </summary>
internal sealed class ChunkedFile : IAsyncDisposable
{
    private readonly FileSink _sink;
    private readonly Chunker _chunker;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Chunker.MaxSize);
    private readonly List<Task<BlobId>> _pieces = [];
    private int _filled;
    private long _size;

    public ChunkedFile(FileSink sink)
    {
        _sink = sink;
        _chunker = sink.Repository.CreateChunker();
    }

    /// <summary>Adds bytes; waits while too many pieces are on their way.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _size += bytes.Length;
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(bytes.Length, Chunker.MaxSize - _filled);
            bytes[..taken].CopyTo(_buffer.AsMemory(_filled));
            _filled += taken;
            bytes = bytes[taken..];
            int cut;
            while (_filled > 0 && (cut = _chunker.FindCut(_buffer.AsSpan(0, _filled), isEnd: false)) > 0)
            {
                await CutAsync(cut, cancellationToken);
            }
        }
    }

    /// <summary>Saves the rest.</summary>
    /// <returns>The file's node.</returns>
    public async Task<Node> FinishAsync(NodeName name, Timestamp time, CancellationToken cancellationToken)
    {
        while (_filled > 0)
        {
            var cut = _chunker.FindCut(_buffer.AsSpan(0, _filled), isEnd: true);
            await CutAsync(cut, cancellationToken);
        }

        return new Node
        {
            Name = name,
            Type = NodeType.File,
            Mode = GoFileMode.FromUnix(NodeType.File, 0b110_000_000),
            ModifiedTime = time,
            AccessTime = time,
            ChangeTime = time,
            Links = 1,
            Size = (ulong)_size,
            Content = await Task.WhenAll(_pieces),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)Task.WhenAll(_pieces)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private async ValueTask CutAsync(int length, CancellationToken cancellationToken)
    {
        _pieces.Add(await _sink.SaveAsync(_buffer.AsMemory(0, length), cancellationToken));
        _buffer.AsSpan(length, _filled - length).CopyTo(_buffer);
        _filled -= length;
    }
}
