using Mesh.Tests.Kit.MariaDb;
using MySqlConnector;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>A workload whose every committed state has the same sum.</summary>
internal static class Transfers
{
    public const int Accounts = 20;
    public const int Sum = Accounts * 1_000;

    public const string Setup = """
        CREATE DATABASE bank;
        CREATE TABLE bank.account (id INT PRIMARY KEY, balance INT NOT NULL);
        CREATE TABLE bank.entry (id BIGINT AUTO_INCREMENT PRIMARY KEY, source INT, target INT, amount INT);
        INSERT INTO bank.account SELECT seq, 1000 FROM bank.seq_1_to_20;
        """;

    /// <summary>Moves money until it is stopped, over restarts of the server.</summary>
    public static async Task RunAsync(MariaDbServer server, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = new MySqlConnection(server.ConnectionString);
                await connection.OpenAsync(CancellationToken.None);
                while (!stop.IsCancellationRequested)
                {
                    await MoveAsync(connection, random);
                }
            }
            catch (MySqlException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    /// <summary>One transfer, committed.</summary>
    public static async Task MoveAsync(MySqlConnection connection, Random random)
    {
        var (source, target, amount) =
            (random.Next(1, Accounts + 1), random.Next(1, Accounts + 1), random.Next(100));
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            BEGIN;
            UPDATE bank.account SET balance = balance - {amount} WHERE id = {source};
            UPDATE bank.account SET balance = balance + {amount} WHERE id = {target};
            INSERT INTO bank.entry (source, target, amount) VALUES ({source}, {target}, {amount});
            COMMIT
            """;
        await command.ExecuteNonQueryAsync();
    }
}
