using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Mesh.Tests.Kit.Bind;
using MySqlConnector;

namespace Mesh.Tests.App.Traffic;

/// <summary>
/// Clients outside of all sites. They know a name, its name servers and a port; they look the name up anew
/// after every few writes, write where it leads, and keep what became of each write.
/// </summary>
internal sealed class NamedClients : IAsyncDisposable
{
    private const int WritesBetweenLooks = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string name;
    private readonly NameClient names;
    private readonly int port;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<long, WriteFate> writes = new();
    private readonly ConcurrentQueue<(DateTimeOffset At, IPAddress By)> served = new();
    private readonly Task working;
    private long last;

    /// <summary>Starts them.</summary>
    /// <param name="count">How many work at once.</param>
    /// <param name="name">What they look up.</param>
    /// <param name="names">How.</param>
    /// <param name="port">Where the service is taken at any address.</param>
    public NamedClients(int count, string name, NameClient names, int port)
    {
        (this.name, this.names, this.port) = (name, names, port);
        working = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>The writes of a fate.</summary>
    public IReadOnlyList<long> Of(WriteFate fate) =>
        [.. writes.Where(write => write.Value == fate).Select(write => write.Key).Order()];

    /// <summary>How many writes were acknowledged by who answers at an address.</summary>
    public int ServedBy(IPAddress address) => served.Count(each => each.By.Equals(address));

    /// <summary>The longest time in which no write was acknowledged.</summary>
    public TimeSpan LongestGap()
    {
        var times = served.Select(each => each.At).Order().ToList();
        return times.Zip(times.Skip(1), (before, after) => after - before).DefaultIfEmpty().Max();
    }

    /// <summary>Ends them; a write that is under way is waited for.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await working;
    }

    public override string ToString() =>
        $"{Of(WriteFate.Acknowledged).Count} writes acknowledged, {Of(WriteFate.Failed).Count} failed, "
        + $"{Of(WriteFate.Unknown).Count} unknown; nobody was served for {LongestGap().TotalSeconds:0.00} s";

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            if (await names.FindAsync(name) is { } address)
            {
                await UseAsync(address);
            }

            await Task.Delay(Pause);
        }
    }

    private async Task UseAsync(IPAddress address)
    {
        await using var connection = new MySqlConnection(
            $"Server={address};Port={port};User ID=app;SslMode=None;Pooling=false;ConnectionTimeout=2;"
            + "DefaultCommandTimeout=0");
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception error) when (error is MySqlException or IOException or SocketException)
        {
            // Nothing was written; the name is looked up again.
            return;
        }

        for (var n = 0; n < WritesBetweenLooks && !stop.IsCancellationRequested; n++)
        {
            if (!await WriteAsync(connection, address))
            {
                return;
            }

            await Task.Delay(Pause / 4);
        }
    }

    // False where the connection is of no more use.
    private async Task<bool> WriteAsync(MySqlConnection connection, IPAddress address)
    {
        var write = Interlocked.Increment(ref last);
        var committing = false;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new MySqlCommand(
                $"INSERT INTO bank.entry VALUES ({write})", connection, transaction);
            await command.ExecuteNonQueryAsync();
            (writes[write], committing) = (WriteFate.Unknown, true);
            await transaction.CommitAsync();
            writes[write] = WriteFate.Acknowledged;
            served.Enqueue((TimeProvider.System.GetUtcNow(), address));
            return true;
        }
        catch (Exception error) when (
            error is MySqlException or IOException or SocketException or InvalidOperationException)
        {
            // Before the commit is sent nothing can have been kept.
            if (!committing)
            {
                writes[write] = WriteFate.Failed;
            }

            return false;
        }
    }
}
