using System.Buffers;

namespace Mesh.Storage.Blobs;

/// <summary>Lets a client that wants a stream read the caller's memory without a copy. After the cancellation
/// it reads nothing more, so that memory given back can never be sent.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> content, CancellationToken stop) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        stop.ThrowIfCancellationRequested();
        var part = content.Slice(position, Math.Min(buffer.Length, content.Length - position));
        part.CopyTo(buffer);
        position += part.Length;
        return (int)part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override async Task CopyToAsync(
        Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        foreach (var segment in content.Slice(position))
        {
            for (var rest = segment; rest.Length > 0;)
            {
                stop.ThrowIfCancellationRequested();
                var part = rest[..Math.Min(rest.Length, bufferSize)];
                await destination.WriteAsync(part, cancellationToken);
                position += part.Length;
                rest = rest[part.Length..];
            }
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => position + offset,
            _ => Length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target, Length, nameof(offset));
        return position = target;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
