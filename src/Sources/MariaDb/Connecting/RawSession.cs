using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>
/// One connection with the settings of a <see cref="MariaDbSession"/> and binary results, by our own client:
/// statements go and rows come as bytes, which for much of them takes a fraction of the time. After a lost
/// connection or a cancelled call it can only be closed; the server then ends what it was doing.
/// </summary>
internal sealed class RawSession : IAsyncDisposable
{
    private readonly ServerConnection _connection;
    private bool _isSound = true;

    private RawSession(MariaDbAddress address, ServerConnection connection) =>
        (Address, _connection) = (address, connection);

    public MariaDbAddress Address { get; }

    /// <summary>Connects and sets the session up.</summary>
    /// <exception cref="MeshException">Those of <see cref="ServerConnection.OpenAsync(MariaDbAddress,
    /// TimeProvider, CancellationToken)"/>.</exception>
    public static async Task<RawSession> OpenAsync(
        MariaDbAddress address, CancellationToken cancellationToken)
    {
        // The clock only limits how long connecting takes, which the driver does by the system's too.
        var connection = await ServerConnection.OpenAsync(address, TimeProvider.System, cancellationToken);
        var session = new RawSession(address, connection);
        try
        {
            const string doing = "setting the session up";
            await session.ExecuteAsync("SET NAMES utf8mb4", doing, cancellationToken);
            await session.ExecuteAsync(MariaDbSession.Settings, doing, cancellationToken);
            await session.ExecuteAsync(
                "SET SESSION character_set_results=binary", doing, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="doing">What it is for, as in "while {doing}", for the error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ExecuteAsync(string sql, string doing, CancellationToken cancellationToken) =>
        ExecuteAsync(Encoding.UTF8.GetBytes(sql), doing, cancellationToken);

    /// <summary>As the other; the bytes are in the session's character set.</summary>
    public async Task ExecuteAsync(
        ReadOnlyMemory<byte> sql, string doing, CancellationToken cancellationToken)
    {
        _isSound = false;
        try
        {
            await _connection.ExecuteAsync(sql, cancellationToken);
        }
        catch (ServerErrorException error)
        {
            _isSound = true;
            throw MariaDbErrors.Statement(Address, doing, error);
        }

        _isSound = true;
    }

    /// <summary>The rows of a query, each value as text; null for NULL.</summary>
    public async Task<List<string?[]>> QueryAsync(
        string sql, string doing, CancellationToken cancellationToken)
    {
        var texts = new List<string?[]>();
        await ForEachAsync(sql, doing, stream => texts.Add(stream.Texts()), cancellationToken);
        return texts;
    }

    /// <summary>The first value of a query, or null.</summary>
    public async Task<string?> ScalarAsync(string sql, string doing, CancellationToken cancellationToken) =>
        await QueryAsync(sql, doing, cancellationToken) is [var first, ..] ? first[0] : null;

    /// <summary>Does something with each row of a query.</summary>
    public Task ForEachAsync(
        string sql, string doing, Action<RowStream> use, CancellationToken cancellationToken) =>
        ReadAsync(
            sql,
            doing,
            async rows =>
            {
                while (await rows.ReadAsync(cancellationToken))
                {
                    use(rows);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Hands the rows of a query over, which are to be read to their end.</summary>
    public async Task<T> ReadAsync<T>(
        string sql, string doing, Func<RowStream, Task<T>> use, CancellationToken cancellationToken)
    {
        _isSound = false;
        try
        {
            var result = await use(await _connection.ReadRowsAsync(sql, cancellationToken));
            _isSound = true;
            return result;
        }
        catch (ServerErrorException error)
        {
            _isSound = true;
            throw MariaDbErrors.Statement(Address, doing, error);
        }
        catch (FormatException error)
        {
            throw new MeshException("protocol-violation", Address.Location,
                $"{doing}: a row cannot be understood: {error.Message}",
                "this is no MariaDB server, or something between changes bytes", innerException: error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using (_connection)
        {
            if (_isSound)
            {
                // A server that has gone away meanwhile needs no farewell.
                await _connection.QuitAsync(CancellationToken.None)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
