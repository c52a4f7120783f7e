using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary>Reads a file's content from a repository, from its beginning to its end.</summary>
internal sealed class ContentStream(Repository repository, Node file, CancellationToken stop) : Stream
{
    private readonly Queue<Task<byte[]>> ahead = [];
    private readonly IReadOnlyList<BlobId> blobs = file.Content ?? [];
    private ReadOnlyMemory<byte> rest;
    private int next;
    private long position;

    public override bool CanRead => true;

    // It has a length and a place in it, which is what writers of archives ask for.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => (long)file.Size;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            while (next < blobs.Count && ahead.Count < repository.Options.Connections)
            {
                ahead.Enqueue(repository.LoadBlobAsync(BlobType.Data, blobs[next++], stop));
            }

            if (!ahead.TryDequeue(out var loading))
            {
                return 0;
            }

            rest = await loading;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
