using System.Data;
using System.Net.Sockets;
using Mesh.Domain.Errors;
using MySqlConnector;

namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>
/// One connection with fixed settings: UTC, utf8mb4, backslashes escape, no time limits of statements. Errors
/// are <see cref="MeshException"/>s without a secret.
/// </summary>
internal sealed class MariaDbSession : IAsyncDisposable
{
    // NO_AUTO_VALUE_ON_ZERO keeps zeros of AUTO_INCREMENT columns; nothing strict, so that what one server
    // holds another takes.
    public const string SqlMode = "NO_AUTO_VALUE_ON_ZERO";

    /// <summary>What every session of ours sets.</summary>
    public const string Settings =
        $"SET SESSION sql_mode='{SqlMode}', time_zone='+00:00', net_write_timeout=86400, "
        + "net_read_timeout=86400, wait_timeout=86400, max_statement_time=0, sql_quote_show_create=1, "
        + "sql_select_limit=DEFAULT, sql_safe_updates=0";

    private readonly MySqlConnection _connection;
    private readonly bool _abandons;

    private MariaDbSession(MariaDbAddress address, MySqlConnection connection, bool abandons)
    {
        Address = address;
        (_connection, _abandons) = (connection, abandons);
    }

    public MariaDbAddress Address { get; }

    /// <summary>Connects and sets the session up.</summary>
    /// <param name="address">The server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="abandons">
    /// Whether a cancelled statement is left to the server, and the connection closed. Else it is killed and
    /// waited for, which can be for ever: a commit that stands behind another's, which waits for an
    /// acknowledgement, ends only with that.
    /// </param>
    /// <exception cref="MeshException"><c>mariadb-unreachable</c>, <c>mariadb-access-denied</c>,
    /// <c>mariadb-tls</c></exception>
    public static async Task<MariaDbSession> OpenAsync(
        MariaDbAddress address, CancellationToken cancellationToken, bool abandons = false)
    {
        if (address.CaFile is not null && !File.Exists(address.CaFile))
        {
            throw new MeshException("mariadb-tls", address.CaFile, "there is no such file of authorities",
                "correct the path", ExitCode.BadInput);
        }

        var connection = new MySqlConnection(ConnectionString(address));
        try
        {
            await connection.OpenAsync(cancellationToken);
            var session = new MariaDbSession(address, connection, abandons);
            await session.ExecuteAsync(Settings, "setting the session up", cancellationToken);
            return session;
        }
        catch (Exception error) when (error is MySqlException or IOException or SocketException)
        {
            await connection.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw MariaDbErrors.Connecting(address, error);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="doing">What it is for, as in "while {doing}", for the error.</param>
    /// <param name="cancellationToken">Kills the statement.</param>
    /// <returns>Rows affected, or -1.</returns>
    public Task<int> ExecuteAsync(string sql, string doing, CancellationToken cancellationToken) =>
        RunAsync(sql, doing, (command, token) => command.ExecuteNonQueryAsync(token), cancellationToken);

    /// <summary>The rows of a query, each value as text; null for NULL.</summary>
    public Task<List<string?[]>> QueryAsync(string sql, string doing, CancellationToken cancellationToken) =>
        RunAsync(
            sql,
            doing,
            async (command, token) =>
            {
                await using var reader = await command.ExecuteReaderAsync(token);
                var rows = new List<string?[]>();
                while (await reader.ReadAsync(token))
                {
                    var row = new string?[reader.FieldCount];
                    for (var i = 0; i < row.Length; i++)
                    {
                        row[i] = reader.IsDBNull(i) ? null : TextOf(reader.GetValue(i));
                    }

                    rows.Add(row);
                }

                return rows;
            },
            cancellationToken);

    /// <summary>The first row of a query by the columns' names, each value as text; null where there is
    /// none.</summary>
    public Task<Dictionary<string, string?>?> NamedRowAsync(
        string sql, string doing, CancellationToken cancellationToken) =>
        RunAsync(
            sql,
            doing,
            async (command, token) =>
            {
                await using var reader = await command.ExecuteReaderAsync(token);
                if (!await reader.ReadAsync(token))
                {
                    return null;
                }

                var row = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    row[reader.GetName(i)] = reader.IsDBNull(i) ? null : TextOf(reader.GetValue(i));
                }

                return row;
            },
            cancellationToken);

    /// <summary>The first value of a query, or null.</summary>
    public async Task<string?> ScalarAsync(string sql, string doing, CancellationToken cancellationToken) =>
        await QueryAsync(sql, doing, cancellationToken) is [var first, ..] ? first[0] : null;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<T> RunAsync<T>(
        string sql,
        string doing,
        Func<MySqlCommand, CancellationToken, Task<T>> run,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new MySqlCommand(sql, _connection) { CommandTimeout = 0 };
            return await EndAsync(token => run(command, token), cancellationToken);
        }
        catch (MySqlException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw MariaDbErrors.Statement(Address, doing, error);
        }
        catch (Exception error) when (IsLost(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw MariaDbErrors.Lost(Address, doing, error);
        }
    }

    // The driver lets through what writing to a dead connection throws, and says of a later statement that
    // the connection has to be open.
    private bool IsLost(Exception error) =>
        error is IOException or SocketException
        || (error is InvalidOperationException and not ObjectDisposedException
            && _connection.State != ConnectionState.Open);

    private async Task<T> EndAsync<T>(
        Func<CancellationToken, Task<T>> execute, CancellationToken cancellationToken)
    {
        if (!_abandons)
        {
            return await execute(cancellationToken);
        }

        var work = execute(CancellationToken.None);
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            // What is abandoned ends with its connection.
            await _connection.CloseAsync();
            await work.ContinueWith(
                ended => ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            throw;
        }
    }

    private static string ConnectionString(MariaDbAddress address)
    {
        var builder = new MySqlConnectionStringBuilder
        {
            UserID = address.User,
            Password = address.Password,
            PersistSecurityInfo = false,
            Pooling = false,
            AllowUserVariables = true,
            AllowZeroDateTime = true,
            TreatTinyAsBoolean = false,
            GuidFormat = MySqlGuidFormat.None,
            CharacterSet = "utf8mb4",
            ConnectionTimeout = (uint)Math.Max(1, Math.Ceiling(address.ConnectTimeout.TotalSeconds)),
            DefaultCommandTimeout = 0,
            ApplicationName = "mesh",
        };
        if (address.Socket is { } socket)
        {
            builder.Server = socket;
            builder.ConnectionProtocol = MySqlConnectionProtocol.UnixSocket;
            builder.SslMode = MySqlSslMode.Disabled;
        }
        else
        {
            builder.Server = address.Host;
            builder.Port = (uint)address.Port;
            builder.SslMode = address.Tls switch
            {
                MariaDbTls.Verify => MySqlSslMode.VerifyFull,
                MariaDbTls.Unverified => MySqlSslMode.Required,
                _ => MySqlSslMode.Disabled,
            };
            if (address is { CaFile: { } file, Tls: MariaDbTls.Verify })
            {
                builder.SslCa = file;
            }
        }

        return builder.ConnectionString;
    }

    private static string TextOf(object value) => value switch
    {
        string text => text,
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
