using System.Buffers;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Where the pieces of all files of a dump go; bounds the memory of those on their way.</summary>
internal sealed class FileSink(Repository repository, BlobWriter writer, int pieces) : IDisposable
{
    private readonly SemaphoreSlim _places = new(pieces);

    public Repository Repository => repository;

    public BlobWriter Writer => writer;

    /// <summary>Waits for a place, then goes on by itself with a copy.</summary>
    public async Task<Task<BlobId>> SaveAsync(
        ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        var copy = ArrayPool<byte>.Shared.Rent(piece.Length);
        piece.CopyTo(copy);
        return Task.Run(
            async () =>
            {
                try
                {
                    return await writer.SaveAsync(
                        BlobType.Data, copy.AsMemory(0, piece.Length), cancellationToken);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(copy);
                    _places.Release();
                }
            },
            CancellationToken.None);
    }

    public void Dispose() => _places.Dispose();
}
