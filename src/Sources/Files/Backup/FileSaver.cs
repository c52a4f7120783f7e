using System.Buffers;
using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Walking;
using Mesh.Vault;
using Mesh.Vault.Chunking;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Backup;

/// <summary>
/// Reads regular files, or parts of them, into blobs. A file of one piece is saved by the thread that reads
/// it; of a larger one the pieces are saved by other threads while the next are looked for.
/// </summary>
internal sealed class FileSaver : IDisposable
{
    private const int ReadStep = 1 << 20;

    private readonly Repository _repository;
    private readonly BlobWriter _writer;
    private readonly NodeBuilder _nodes;
    private readonly SourceWarnings _warnings;
    private readonly FilesBackupOptions _options;
    private readonly CancellationToken _stop;
    private readonly SemaphoreSlim _pieces;
    private BlobId? _zeros;

    public FileSaver(
        Repository repository,
        BlobWriter writer,
        NodeBuilder nodes,
        SourceWarnings warnings,
        FilesBackupOptions options,
        CancellationToken stop)
    {
        (_repository, _writer, _nodes) = (repository, writer, nodes);
        (_warnings, _options, _stop) = (warnings, options, stop);
        _pieces = new SemaphoreSlim(options.Workers + 1); // bounds the memory that pieces on their way take
    }

    /// <summary>Saves what lies between two offsets.</summary>
    /// <returns>
    /// The file's node with that content, or null (with a warning) where it is no regular file any more.
    /// </returns>
    /// <exception cref="SystemCallException">It cannot be read.</exception>
    public async Task<Node?> SaveAsync(NodeName name, byte[] path, long start, long end)
    {
        using var file = FileSystem.OpenToRead(path);
        var status = file.Status();
        if (!status.IsRegular)
        {
            _warnings.Add(SourceWarningKind.Changed, path, "it is no regular file any more");
            return null;
        }

        var node = _nodes.Build(name, path, status);
        var (content, size) = Math.Min(status.Size, end) - start < Chunker.MinSize
            ? await SaveSmallAsync(file, start, end)
            : await SavePiecesAsync(file, start, end, status);
        WarnIfChanged(file, path, status);
        return node with { Content = content, Size = (ulong)size };
    }

    private async ValueTask<(IReadOnlyList<BlobId> Content, long Size)> SaveSmallAsync(
        OpenFile file, long start, long end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunker.MinSize);
        try
        {
            var length = file.Read(buffer.AsSpan(0, (int)Math.Min(Chunker.MinSize, end - start)), start);
            if (length == Chunker.MinSize)
            {
                return await SavePiecesAsync(file, start, end, file.Status()); // it has grown since
            }

            if (length == 0)
            {
                return ([], 0);
            }

            var id = await _writer.SaveAsync(BlobType.Data, buffer.AsMemory(0, length), _stop);
            _options.Progress?.AddBytes(length);
            return ([id], length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<(IReadOnlyList<BlobId> Content, long Size)> SavePiecesAsync(
        OpenFile file, long start, long end, FileStatus status)
    {
        var pieces = new List<Task<BlobId>>();
        var cutter =
            new FileCutter(file, _repository.CreateChunker(), start, end, status.Allocated < status.Size);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunker.MaxSize + ReadStep);
        try
        {
            while (cutter.Next(buffer, ReadStep) is var piece && piece.Length > 0)
            {
                pieces.Add(
                    piece.IsHole ? SaveZerosAsync() : await SavePieceAsync(buffer.AsMemory(0, piece.Length)));
                cutter.Advance(buffer, piece);
            }

            return (await Task.WhenAll(pieces), cutter.Position - start);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await ((Task)Task.WhenAll(pieces)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _pieces.Dispose();

    // Waits for a place, then goes on by itself with a copy.
    private async Task<Task<BlobId>> SavePieceAsync(ReadOnlyMemory<byte> piece)
    {
        await _pieces.WaitAsync(_stop);
        var copy = ArrayPool<byte>.Shared.Rent(piece.Length);
        piece.CopyTo(copy);
        return Task.Run(async () =>
        {
            try
            {
                var id = await _writer.SaveAsync(BlobType.Data, copy.AsMemory(0, piece.Length), _stop);
                _options.Progress?.AddBytes(piece.Length);
                return id;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(copy);
                _pieces.Release();
            }
        });
    }

    private async Task<BlobId> SaveZerosAsync()
    {
        _zeros ??= await _writer.SaveAsync(BlobType.Data, new byte[FileCutter.HoleSize], _stop);
        _options.Progress?.AddBytes(FileCutter.HoleSize);
        return _zeros.Value;
    }

    private void WarnIfChanged(OpenFile file, byte[] path, in FileStatus before)
    {
        var after = file.Status();
        if (after.Size != before.Size || after.Modified != before.Modified || after.Changed != before.Changed)
        {
            _warnings.Add(SourceWarningKind.Changed, path, "it changed while it was read");
        }
    }
}
