using System.Net.Sockets;
using MySqlConnector;

namespace Mesh.Cli.Demo.Failover;

/// <summary>
/// Clients that move money between accounts without pause, through the load balancers, each connecting
/// anew wherever one answers, and that keep a ledger of every write.
/// </summary>
internal sealed class DemoClients : IAsyncDisposable
{
    /// <summary>How many accounts there are, and what is on each at first.</summary>
    public const int Accounts = 100;

    /// <inheritdoc cref="Accounts"/>
    public const int Balance = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<int> proxies;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private readonly Task clients;
    private long next;

    /// <summary>Starts them.</summary>
    /// <param name="count">How many work at once.</param>
    /// <param name="proxies">The ports of the load balancers; the first that answers is used.</param>
    /// <param name="time">The clock.</param>
    public DemoClients(int count, IReadOnlyList<int> proxies, TimeProvider time)
    {
        (this.proxies, this.time) = (proxies, time);
        clients = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(WorkAsync)));
    }

    public ClientLedger Ledger { get; } = new();

    /// <summary>The tables that they use.</summary>
    public static string Schema =>
        $"""
        CREATE DATABASE bank;
        USE bank;
        CREATE TABLE bank.account (id INT PRIMARY KEY, balance BIGINT NOT NULL) ENGINE=InnoDB;
        CREATE TABLE bank.transfer (id BIGINT PRIMARY KEY, source INT, target INT, amount INT) ENGINE=InnoDB;
        INSERT INTO bank.account SELECT seq, {Balance} FROM seq_1_to_{Accounts};
        """;

    /// <summary>Ends them; a write that is under way is waited for.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await clients;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var port in proxies)
            {
                await UseAsync(port);
            }

            await Task.Delay(Pause, time);
        }
    }

    // Until it breaks, or all is to end.
    private async Task UseAsync(int port)
    {
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)port,
            UserID = "app",
            SslMode = MySqlSslMode.None,
            Pooling = false,
            ConnectionTimeout = 2,
            DefaultCommandTimeout = 0,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception error) when (error is MySqlException or IOException or SocketException)
        {
            return;
        }

        while (!stop.IsCancellationRequested && await WriteAsync(connection))
        {
            await Task.Delay(Pause / 4, time);
        }
    }

    // False where the connection is of no more use.
    private async Task<bool> WriteAsync(MySqlConnection connection)
    {
        var write = Interlocked.Increment(ref next);
        var (source, target) = ((int)(write % Accounts) + 1, (int)((write * 7 + 3) % Accounts) + 1);
        Ledger.Begin(write);
        var committing = false;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new MySqlCommand(
                $"""
                UPDATE bank.account SET balance = balance - 1 WHERE id = {Math.Min(source, target)};
                UPDATE bank.account SET balance = balance + 1 WHERE id = {Math.Max(source, target)};
                INSERT INTO bank.transfer VALUES ({write}, {source}, {target}, 1)
                """, connection, transaction);
            await command.ExecuteNonQueryAsync();
            committing = true;
            await transaction.CommitAsync();
            Ledger.Acknowledge(write, time.GetUtcNow());
            return true;
        }
        catch (Exception error) when (
            error is MySqlException or IOException or SocketException or InvalidOperationException)
        {
            // Before the commit is sent nothing can have been kept.
            if (!committing)
            {
                Ledger.Fail(write);
            }

            return false;
        }
    }
}
