using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Queues.Embedded;

/// <summary>
/// Queues in one SQLite file, for a host that has no storage account. A call returns after its commit has
/// reached the disk. One process at a time: the data folder's lock sees to that.
/// </summary>
public sealed class EmbeddedQueueTransport : IQueueTransport
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly SqliteConnection connection;
    private readonly TimeProvider time;
    private readonly RandomNumberGenerator random;

    private EmbeddedQueueTransport(
        SqliteConnection connection, TimeProvider time, RandomNumberGenerator random)
    {
        this.connection = connection;
        this.time = time;
        this.random = random;
    }

    // Less is what clocks are corrected by all the time.
    private static readonly TimeSpan SetBack = TimeSpan.FromSeconds(1);

    private (long Wall, long Stamp) looked;

    public event Action<string>? Sent;

    public string Location => connection.DataSource;

    /// <summary>
    /// Leases that a dead process left behind end here: nobody can hold them any more. What a clock wrote
    /// that was ahead and has been set back since waits for its delay, and no longer.
    /// </summary>
    public static EmbeddedQueueTransport Open(string file, TimeProvider time, RandomNumberGenerator random)
    {
        var connection = QueueDatabase.Open(file);
        var transport = new EmbeddedQueueTransport(connection, time, random);
        transport.Run(
            "UPDATE message SET visible_at = $now, receipt = NULL WHERE receipt IS NOT NULL",
            ("$now", transport.Now()));
        transport.Run(
            """
            UPDATE message SET visible_at = $now + max(0, visible_at - written_at), written_at = $now
            WHERE written_at > $now
            """,
            ("$now", transport.Now()));
        return transport;
    }

    public async Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellation)
    {
        QueueLimits.CheckName(queue);
        QueueLimits.CheckBody(queue, body);
        await LockedAsync(
            () =>
            {
                var now = Now();
                return Run(
                    """
                    INSERT INTO message (id, queue, body, visible_at, written_at)
                    VALUES ($id, $queue, $body, $visible, $now)
                    """,
                    ("$id", NewToken()),
                    ("$queue", queue),
                    ("$body", body),
                    ("$visible", now + delay.Ticks),
                    ("$now", now));
            },
            cancellation);
        if (delay == TimeSpan.Zero)
        {
            Sent?.Invoke(queue);
        }
    }

    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue, int max, TimeSpan visibility, CancellationToken cancellation)
    {
        QueueLimits.CheckName(queue);
        return LockedAsync<IReadOnlyList<QueueMessage>>(
            () => Lease(queue, Math.Min(max, QueueLimits.MaxBatch), visibility), cancellation);
    }

    public Task<QueueMessage?> RenewAsync(
        QueueMessage message, TimeSpan visibility, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        return LockedAsync(
            () =>
            {
                var receipt = NewToken();
                var renewed = Run(
                    """
                    UPDATE message SET visible_at = $visible, receipt = $new
                    WHERE id = $id AND queue = $queue AND receipt = $old
                    """,
                    ("$queue", message.Queue),
                    ("$visible", Now() + visibility.Ticks),
                    ("$new", receipt),
                    ("$id", message.Id),
                    ("$old", message.Receipt));
                return renewed == 1 ? message with { Receipt = receipt } : null;
            },
            cancellation);
    }

    public Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        return LockedAsync(
            () => Run(
                "DELETE FROM message WHERE id = $id AND queue = $queue AND receipt = $receipt",
                ("$id", message.Id),
                ("$queue", message.Queue),
                ("$receipt", message.Receipt)) == 1,
            cancellation);
    }

    public Task<int> CountAsync(string queue, CancellationToken cancellation) => LockedAsync(
        () =>
        {
            using var command = Command(
                "SELECT count(*) FROM message WHERE queue = $queue", ("$queue", queue));
            return Convert.ToInt32(command.ExecuteScalar(), null);
        },
        cancellation);

    public async ValueTask DisposeAsync()
    {
        // The gate stays: a call that comes too late finds a closed connection, not a broken semaphore.
        await gate.WaitAsync();
        await connection.DisposeAsync();
        gate.Release();
    }

    private List<QueueMessage> Lease(string queue, int max, TimeSpan visibility)
    {
        var now = Now();
        using var command = Command(
            """
            UPDATE message
            SET visible_at = $until, receipt = $lease || '-' || rowid, dequeue_count = dequeue_count + 1
            WHERE id IN (
                SELECT id FROM message WHERE queue = $queue AND visible_at <= $now
                ORDER BY visible_at, rowid LIMIT $max)
            RETURNING id, receipt, body, dequeue_count
            """,
            ("$until", now + visibility.Ticks),
            ("$lease", NewToken()),
            ("$queue", queue),
            ("$now", now),
            ("$max", max));
        using var reader = command.ExecuteReader();
        var leased = new List<QueueMessage>();
        while (reader.Read())
        {
            leased.Add(new(
                queue, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
        }

        return leased;
    }

    private int Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of the literals of this class; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private async Task<T> LockedAsync<T>(Func<T> action, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return action();
        }
        finally
        {
            gate.Release();
        }
    }

    // Within the gate. Times that were written by a clock that was ahead move with it when it is set back,
    // else what is waiting would wait for as long as it was ahead.
    private long Now()
    {
        var now = time.GetUtcNow().UtcTicks;
        var ahead = looked.Wall + time.GetElapsedTime(looked.Stamp).Ticks - now;
        if (looked.Wall > 0 && ahead > SetBack.Ticks)
        {
            Run(
                """
                UPDATE message SET visible_at = visible_at - $ahead, written_at = written_at - $ahead
                WHERE visible_at > $now
                """,
                ("$ahead", ahead), ("$now", now));
        }

        looked = (now, time.GetTimestamp());
        return now;
    }

    private string NewToken()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
