using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>
/// One connection to a MariaDB server, for one caller at a time: statements whose bytes are sent as they are,
/// and the binary log. Rows come as text.
/// </summary>
public sealed class ServerConnection : IAsyncDisposable
{
    private const byte CommandQuit = 0x01;
    private const byte CommandQuery = 0x03;

    private readonly PacketStream _packets;
    private readonly string _subject;

    private ServerConnection(PacketStream packets, string subject)
    {
        _packets = packets;
        _subject = subject;
    }

    /// <summary>As the server tells it: <c>5.5.5-10.11.19-MariaDB</c>.</summary>
    public string ServerVersion { get; private set; } = "";

    internal PacketStream Packets => _packets;

    internal string Subject => _subject;

    /// <summary>Connects and logs in, within <see cref="MariaDbAddress.ConnectTimeout"/>.</summary>
    /// <exception cref="MeshException"><c>mariadb-unreachable</c>, <c>mariadb-tls</c>,
    /// <c>mariadb-access-denied</c>, <c>authentication-plugin</c>, <c>protocol-violation</c></exception>
    public static async Task<ServerConnection> OpenAsync(
        MariaDbAddress login, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(time);
        using var limit = new CancellationTokenSource(login.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await OpenAsync(login, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionLostException(
                login.ToString(), $"no login within {login.ConnectTimeout.TotalSeconds:0} s");
        }
        catch (FormatException error)
        {
            throw Violation(login.ToString(), error);
        }
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <exception cref="ServerErrorException">The server refuses it.</exception>
    /// <exception cref="ConnectionLostException">Whether it was done is not known.</exception>
    public Task ExecuteAsync(string statement, CancellationToken cancellationToken) =>
        ExecuteAsync(Encoding.UTF8.GetBytes(statement), cancellationToken);

    /// <summary>As the other; the bytes are in the session's character set.</summary>
    public async Task ExecuteAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken) =>
        await RunAsync(statement, cancellationToken);

    /// <summary>Runs a statement and returns its rows, all in memory.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> QueryAsync(
        string statement, CancellationToken cancellationToken) =>
        await RunAsync(Encoding.UTF8.GetBytes(statement), cancellationToken);

    public ValueTask DisposeAsync() => _packets.DisposeAsync();

    /// <summary>Runs a statement whose rows are taken one by one; the connection is free again when all of
    /// them were taken.</summary>
    internal async Task<RowStream> ReadRowsAsync(string statement, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(Encoding.UTF8.GetBytes(statement), cancellationToken);
            return await HeadAsync(cancellationToken) is { } columns
                ? new RowStream(this, columns)
                : throw new FormatException("a query has no rows, not even none");
        }
        catch (FormatException error)
        {
            throw Violation(_subject, error);
        }
    }

    /// <summary>Tells the server that this is the end, which else notes a lost client in its log. Nothing
    /// may be under way.</summary>
    internal Task QuitAsync(CancellationToken cancellationToken) =>
        SendAsync(new[] { CommandQuit }, cancellationToken);

    internal async Task SendAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
    {
        _packets.BeginCommand();
        await _packets.WriteAsync(command, cancellationToken);
    }

    private static async Task<ServerConnection> OpenAsync(
        MariaDbAddress login, CancellationToken cancellationToken)
    {
        var client = NewSocket(login);
        try
        {
            await client.ConnectAsync(EndOf(login), cancellationToken);
            var packets = new PacketStream(new NetworkStream(client, ownsSocket: true), login.ToString());
            var connection = new ServerConnection(packets, login.ToString());
            connection.ServerVersion = await new Handshake(packets, login).RunAsync(cancellationToken);
            return connection;
        }
        catch (SocketException error)
        {
            client.Dispose();
            throw new ConnectionLostException(login.ToString(), error.Message, error);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static Socket NewSocket(MariaDbAddress login) => login.Socket is null
        ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
        : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static EndPoint EndOf(MariaDbAddress login) => login.Socket is null
        ? new DnsEndPoint(login.Host, login.Port)
        : new UnixDomainSocketEndPoint(login.Socket);

    private async Task<List<IReadOnlyList<string?>>> RunAsync(
        ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        await AskAsync(statement, cancellationToken);
        try
        {
            return await ReadResultAsync(cancellationToken);
        }
        catch (FormatException error)
        {
            throw Violation(_subject, error);
        }
    }

    private async Task AskAsync(ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        var command = ArrayPool<byte>.Shared.Rent(1 + statement.Length);
        command[0] = CommandQuery;
        statement.CopyTo(command.AsMemory(1));
        await SendAsync(command.AsMemory(0, 1 + statement.Length), cancellationToken);
        ArrayPool<byte>.Shared.Return(command);
    }

    private async Task<List<IReadOnlyList<string?>>> ReadResultAsync(CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string?>>();
        if (await HeadAsync(cancellationToken) is { } columns)
        {
            var stream = new RowStream(this, columns);
            while (await stream.ReadAsync(cancellationToken))
            {
                rows.Add(stream.Texts());
            }
        }

        return rows;
    }

    // How many columns the rows have that follow; null where none do.
    private async Task<int?> HeadAsync(CancellationToken cancellationToken)
    {
        var first = await _packets.ReadAsync(cancellationToken);
        switch (new ByteCursor(first.Span).Peek)
        {
            case 0x00:
                return null;
            case 0xFF:
                throw ServerErrorException.Parse(_subject, first.Span);
            case 0xFB:
                throw new FormatException("the server asks for a local file, which it never gets");
        }

        var columns = new ByteCursor(first.Span).PackedCount();
        while (!RowStream.IsEnd((await _packets.ReadAsync(cancellationToken)).Span))
        {
            // What the columns are is known to who asked.
        }

        return columns;
    }

    private static MeshException Violation(string subject, FormatException error) => new(
        "protocol-violation", subject, $"a message of the server cannot be understood: {error.Message}",
        "this is no MariaDB server, or something between changes bytes", innerException: error);
}
