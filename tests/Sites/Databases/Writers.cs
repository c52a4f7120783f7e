using System.Collections.Concurrent;
using Mesh.Tests.Kit.MariaDb;
using MySqlConnector;
using Xunit.Sdk;

namespace Mesh.Tests.Sites.Databases;

/// <summary>Clients that write as fast as they are acknowledged, and the ledger of what was.</summary>
internal sealed class Writers : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<int, bool> acknowledged = new();
    private readonly Task[] tasks;
    private int last;

    public Writers(MariaDbServer server, int count) => tasks =
    [
        .. Enumerable.Range(0, count).Select(writer => Task.Run(() => WriteAsync(server, writer))),
    ];

    /// <summary>What the clients were told is stored.</summary>
    public IReadOnlyCollection<int> Acknowledged => [.. acknowledged.Keys];

    /// <summary>Waits until so many writes are acknowledged.</summary>
    public Task AwaitAsync(int count) => UntilAsync(() => Task.FromResult(acknowledged.Count >= count));

    /// <summary>Waits until the clients wait for an acknowledgement of the standby: one at the server, the
    /// others behind it.</summary>
    public static Task AwaitStalledAsync(MariaDbServer server) => UntilAsync(async () =>
        !(await server.SqlAsync("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_wait_sessions'"))
            .EndsWith("\t0\n", StringComparison.Ordinal));

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 6000; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new XunitException("what was waited for has not come");
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task WriteAsync(MariaDbServer server, int writer)
    {
        try
        {
            await using var connection = new MySqlConnection(server.ConnectionString);
            await connection.OpenAsync(end.Token);
            while (!end.IsCancellationRequested)
            {
                var n = Interlocked.Increment(ref last);
                await using var command = new MySqlCommand(
                    $"INSERT INTO bank.entry VALUES ({n}, {writer})", connection) { CommandTimeout = 0 };
                await command.ExecuteNonQueryAsync(end.Token);
                acknowledged[n] = true;
            }
        }
        catch (Exception error) when (error is MySqlException or OperationCanceledException)
        {
            // The server was killed, or the test is over: what was under way is not acknowledged.
        }
    }
}
