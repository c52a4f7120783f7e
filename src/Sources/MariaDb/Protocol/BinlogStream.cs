using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>
/// A server's binary log from a position on, event by event, as the server sends it to a replica. The
/// connection is used up by it.
/// </summary>
internal sealed class BinlogStream
{
    private const byte CommandBinlogDump = 0x12;
    private const ushort NonBlocking = 1;
    private const ushort SendAnnotations = 2;

    private readonly ServerConnection _connection;

    private BinlogStream(ServerConnection connection) => _connection = connection;

    /// <summary>Asks for the log.</summary>
    /// <param name="connection">A fresh one.</param>
    /// <param name="file">A binary log file of the server, without a path.</param>
    /// <param name="position">Where an event begins in it.</param>
    /// <param name="options">Who asks, and how.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<BinlogStream> StartAsync(
        ServerConnection connection,
        string file,
        uint position,
        BinlogStreamOptions options,
        CancellationToken cancellationToken)
    {
        var heartbeat = (long)(options.Heartbeat.TotalMilliseconds * 1_000_000);
        await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
            $"SET @master_heartbeat_period={heartbeat}, @master_binlog_checksum='CRC32', @mariadb_slave_capability=4"),
            cancellationToken);

        // The server ends an older stream of the same id and identity; ours are told apart by the id alone.
        var name = Encoding.UTF8.GetBytes(file);
        var command = new byte[11 + name.Length];
        command[0] = CommandBinlogDump;
        BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(1), position);
        BinaryPrimitives.WriteUInt16LittleEndian(
            command.AsSpan(5), (ushort)(SendAnnotations | (options.UntilEnd ? NonBlocking : 0)));
        BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(7), options.ClientServerId);
        name.CopyTo(command, 11);
        await connection.SendAsync(command, cancellationToken);
        return new BinlogStream(connection);
    }

    /// <summary>The bytes of the next event, valid until the next call; null at the end, which only comes
    /// with <see cref="BinlogStreamOptions.UntilEnd"/>.</summary>
    /// <exception cref="ServerErrorException">The server cannot go on.</exception>
    /// <exception cref="ConnectionLostException">It said nothing, not even a heartbeat, or went away.
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var packet = await _connection.Packets.ReadAsync(cancellationToken);
        return (packet.Length > 0 ? packet.Span[0] : 0xFB) switch
        {
            0x00 => packet[1..],
            0xFE when packet.Length < 9 => default(ReadOnlyMemory<byte>?),
            0xFF => throw ServerErrorException.Parse(_connection.Subject, packet.Span),
            _ => throw new MeshException("protocol-violation", _connection.Subject,
                "the server sent something else than an event", "see that this is a MariaDB server"),
        };
    }
}
