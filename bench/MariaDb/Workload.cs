using System.Diagnostics;
using System.Globalization;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Bench.MariaDb;

/// <summary>
/// Small transactions at a steady rate, each of ten row changes: an UPDATE and an INSERT of five rows each. A
/// transaction that has to wait for the one before on its connection counts from when it was due, so that a
/// stall shows in full; the wake-up of a timer does not count.
/// </summary>
internal static class Workload
{
    private const int Connections = 8;
    private const int ChangesEach = 10;
    private const int RowsOfConnection = 20_000;
    private const string Note = "a note of about eighty letters, as an application writes with each change";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string socket, string seconds, string changesPerSecond)
    {
        var duration = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
        var rate = double.Parse(changesPerSecond, CultureInfo.InvariantCulture);
        await PrepareAsync(socket);
        var latencies = new Samples();
        var interval = TimeSpan.FromSeconds(Connections * ChangesEach / rate);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(number =>
            Task.Run(() => ConnectionAsync(socket, number, start, interval, duration, latencies))));
        var achieved = latencies.Count * ChangesEach / duration.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"changes={achieved:0} {latencies}"));
        return 0;
    }

    private static async Task PrepareAsync(string socket)
    {
        await using var connection = await OpenAsync(socket);
        await connection.ExecuteAsync("CREATE DATABASE IF NOT EXISTS work", CancellationToken.None);
        await connection.ExecuteAsync("USE work", CancellationToken.None);
        await connection.ExecuteAsync("DROP TABLE IF EXISTS accounts", CancellationToken.None);
        await connection.ExecuteAsync(
            """
            CREATE TABLE accounts (id BIGINT AUTO_INCREMENT PRIMARY KEY, owner INT NOT NULL,
              balance BIGINT NOT NULL, changed DATETIME(6), note VARCHAR(100), KEY (owner))
            """, CancellationToken.None);
        await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
            INSERT INTO accounts SELECT seq, seq % 1009, 1000, NOW(6), '{Note}'
            FROM seq_1_to_{Connections * RowsOfConnection}
            """), CancellationToken.None);
    }

    private static async Task ConnectionAsync(
        string socket, int number, long start, TimeSpan interval, TimeSpan duration, Samples latencies)
    {
        await using var connection = await OpenAsync(socket);
        var random = new Random(number);
        var end = WarmUp + duration;
        for (var due = interval * number / Connections; due < end; due += interval)
        {
            var now = Stopwatch.GetElapsedTime(start);
            if (now < due)
            {
                await Task.Delay(due - now);
                now = Stopwatch.GetElapsedTime(start);
            }
            else
            {
                now = due;
            }

            var first = number * RowsOfConnection + random.Next(1, RowsOfConnection - 5);
            await ChangeAsync(connection, first, number);
            if (due >= WarmUp)
            {
                latencies.Add(Stopwatch.GetElapsedTime(start) - now);
            }
        }
    }

    private static async Task ChangeAsync(ServerConnection connection, int first, int owner)
    {
        var row = string.Create(CultureInfo.InvariantCulture, $"({owner},{first},NOW(6),'{Note}')");
        await connection.ExecuteAsync("BEGIN", CancellationToken.None);
        await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
            UPDATE work.accounts SET balance=balance+1, changed=NOW(6)
            WHERE id BETWEEN {first} AND {first + 4}
            """), CancellationToken.None);
        await connection.ExecuteAsync(
            $"INSERT INTO work.accounts (owner,balance,changed,note) VALUES {row},{row},{row},{row},{row}",
            CancellationToken.None);
        await connection.ExecuteAsync("COMMIT", CancellationToken.None);
    }

    private static Task<ServerConnection> OpenAsync(string socket) =>
        ServerConnection.OpenAsync(Vaults.Root(socket), TimeProvider.System, CancellationToken.None);
}
