using System.Buffers;
using System.Buffers.Binary;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>
/// The packets of the client protocol on a stream: 3 bytes of length, a sequence number, the payload; one
/// that fills its length goes on in the next packet.
/// </summary>
internal sealed class PacketStream(Stream stream, string subject) : IAsyncDisposable
{
    /// <summary>Larger payloads are refused: no event or row is as large (<c>max_allowed_packet</c> ends at
    /// 1 GiB).</summary>
    public const int PayloadLimit = (1 << 30) + (1 << 20);

    private const int HeaderSize = 4;
    private const int FullPacket = 0xFF_FFFF;

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private byte _sequence;

    /// <summary>What is under the packets; may be replaced by its encrypted form between two
    /// packets.</summary>
    public Stream Stream { get; private set; } = stream;

    /// <summary>Goes on over another stream. Bytes that were read ahead would be from before the change, so
    /// there must be none.</summary>
    public void Replace(Stream other)
    {
        if (_start != _end)
        {
            throw new MeshException("protocol-violation", subject, "the server sent plain bytes before TLS began",
                "somebody may be tampering with the connection");
        }

        Stream = other;
    }

    /// <summary>A command begins a new sequence.</summary>
    public void BeginCommand() => _sequence = 0;

    /// <summary>The next payload; valid until the next call.</summary>
    /// <exception cref="ConnectionLostException">The stream ended or broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var first = await ReadPacketAsync(cancellationToken);
        if (first.Length < FullPacket)
        {
            return first;
        }

        using var whole = new MemoryStream();
        whole.Write(first.Span);
        ReadOnlyMemory<byte> part;
        do
        {
            part = await ReadPacketAsync(cancellationToken);
            if (whole.Length + part.Length > PayloadLimit)
            {
                throw Violation($"a message is larger than {PayloadLimit} bytes");
            }

            whole.Write(part.Span);
        }
        while (part.Length == FullPacket);

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    /// <summary>
    /// The next payload where all of it has come already, which saves what waiting costs; valid until the
    /// next call. False says nothing but that <see cref="ReadAsync"/> is to be asked.
    /// </summary>
    public bool TryRead(out ReadOnlyMemory<byte> payload)
    {
        var ahead = _buffer.AsSpan(_start, _end - _start);
        var length = ahead.Length < HeaderSize
            ? FullPacket
            : (int)(BinaryPrimitives.ReadUInt32LittleEndian(ahead) & FullPacket);
        if (length == FullPacket || ahead.Length < HeaderSize + length)
        {
            payload = default;
            return false;
        }

        TakeSequence(ahead[3]);
        payload = _buffer.AsMemory(_start + HeaderSize, length);
        _start += HeaderSize + length;
        return true;
    }

    /// <summary>Sends one payload, in as many packets as it needs.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        int length;
        do
        {
            length = Math.Min(payload.Length, FullPacket);
            var packet = ArrayPool<byte>.Shared.Rent(HeaderSize + length);
            BinaryPrimitives.WriteInt32LittleEndian(packet, length);
            packet[3] = _sequence++;
            payload[..length].CopyTo(packet.AsMemory(HeaderSize));
            payload = payload[length..];
            await GuardAsync(Stream.WriteAsync(packet.AsMemory(0, HeaderSize + length), cancellationToken));
            ArrayPool<byte>.Shared.Return(packet);
        }
        while (length == FullPacket);

        await GuardAsync(new ValueTask(Stream.FlushAsync(cancellationToken)));
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private async ValueTask<ReadOnlyMemory<byte>> ReadPacketAsync(CancellationToken cancellationToken)
    {
        await FillAsync(HeaderSize, cancellationToken);
        var length = (int)(BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start)) & FullPacket);
        TakeSequence(_buffer[_start + 3]);
        _start += HeaderSize;
        await FillAsync(length, cancellationToken);
        var payload = _buffer.AsMemory(_start, length);
        _start += length;
        return payload;
    }

    private void TakeSequence(byte number)
    {
        if (number != _sequence)
        {
            throw Violation("packets are out of order");
        }

        _sequence++;
    }

    private async ValueTask FillAsync(int wanted, CancellationToken cancellationToken)
    {
        if (_end - _start >= wanted)
        {
            return;
        }

        // Little is left over, and with all of the room behind it one read takes most.
        var target = _buffer.Length < wanted ? new byte[Math.Max(wanted, 2 * _buffer.Length)] : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_buffer, _end, _start) = (target, _end - _start, 0);

        while (_end - _start < wanted)
        {
            var read = await ReadSomeAsync(cancellationToken);
            _end += read > 0 ? read : throw new ConnectionLostException(subject, "the server closed the connection");
        }
    }

    private async ValueTask<int> ReadSomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        }
        catch (IOException error)
        {
            throw new ConnectionLostException(subject, error.Message, error);
        }
    }

    private async ValueTask GuardAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (IOException error)
        {
            throw new ConnectionLostException(subject, error.Message, error);
        }
    }

    private MeshException Violation(string cause) => new(
        "protocol-violation", subject, cause, "this is no MariaDB server, or something between changes bytes");
}
