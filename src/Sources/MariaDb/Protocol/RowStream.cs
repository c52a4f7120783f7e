using System.Runtime.CompilerServices;
using System.Text;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>The rows of one query, one at a time, as the server sends them: each value as text.</summary>
internal sealed class RowStream(ServerConnection connection, int columns)
{
    private const byte Null = 0xFB;

    private readonly PacketStream _packets = connection.Packets;
    private ReadOnlyMemory<byte> _row;

    /// <summary>The row, for <see cref="TryCell"/>; valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Row => _row.Span;

    /// <summary>Goes to the next row; seldom waits.</summary>
    /// <returns>False behind the last one.</returns>
    /// <exception cref="ServerErrorException">The server broke the query off.</exception>
    /// <exception cref="ConnectionLostException">So did something else.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) =>
        _packets.TryRead(out var packet) ? new ValueTask<bool>(Take(packet)) : WaitAsync(cancellationToken);

    /// <summary>Takes the next value off a row.</summary>
    /// <returns>False for NULL.</returns>
    /// <exception cref="FormatException">The row is cut off.</exception>
    public static bool TryCell(ref ByteCursor row, out ReadOnlySpan<byte> value)
    {
        if (row.Peek == Null)
        {
            row.Skip(1);
            value = default;
            return false;
        }

        value = row.PackedBytes();
        return true;
    }

    /// <summary>The values of the row.</summary>
    /// <exception cref="FormatException">The row is cut off.</exception>
    public string?[] Texts()
    {
        var row = new ByteCursor(Row);
        var texts = new string?[columns];
        for (var i = 0; i < columns; i++)
        {
            texts[i] = TryCell(ref row, out var value) ? Encoding.UTF8.GetString(value) : null;
        }

        return texts;
    }

    /// <summary>Whether a packet is the one behind the last row.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> packet) =>
        packet.Length is > 0 and < 9 && packet[0] == 0xFE;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        Take(await _packets.ReadAsync(cancellationToken));

    private bool Take(ReadOnlyMemory<byte> packet)
    {
        if (IsEnd(packet.Span))
        {
            return false;
        }

        if (packet.Length > 0 && packet.Span[0] == 0xFF)
        {
            throw ServerErrorException.Parse(connection.Subject, packet.Span);
        }

        _row = packet;
        return true;
    }
}
