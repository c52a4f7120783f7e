using System.Globalization;
using Mesh.Domain.Systems;
using Mesh.Sources.Databases;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.MariaDb.Log;
using MySqlConnector;

namespace Mesh.Tests.MariaDb.Conformance;

/// <summary>A MariaDB server of the tests.</summary>
internal sealed class MariaDbConformanceServer(MariaDbServer server) : IConformanceServer
{
    public DatabaseLogin Login => At("root", server.Port);

    public DatabaseLogin Unreachable => At("root", 1);

    public DatabaseLogin Refused => At("poor", server.Port) with { Password = "wrong" };

    public async Task<DatabaseLogin> WithoutPrivilegesAsync()
    {
        await server.SqlAsync("CREATE OR REPLACE USER poor@'127.0.0.1' IDENTIFIED BY 'right'");
        return At("poor", server.Port) with { Password = "right" };
    }

    public async Task ClearAsync()
    {
        var names = await server.SqlAsync(
            """
            SELECT schema_name FROM information_schema.schemata
            WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
            """);
        var drops = names.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => $"DROP DATABASE `{name}`;");
        await server.SqlAsync(string.Join('\n', drops));
    }

    public Task MakeAsync(int seed) => server.SqlAsync(
        $"""
        {Transfers.Setup}
        CREATE DATABASE notes;
        CREATE TABLE notes.note (id INT PRIMARY KEY, body VARCHAR(200));
        INSERT INTO notes.note SELECT seq, REPEAT(MD5(CONCAT(seq, ':{seed}')), 3) FROM notes.seq_1_to_20000;
        ANALYZE TABLE notes.note;
        """);

    public async Task<string> TransferAsync(Random random)
    {
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await Transfers.MoveAsync(connection, random);
        await using var command = new MySqlCommand("SELECT @@last_gtid", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public Task TransferAsync(Random random, CancellationToken cancellationToken) =>
        Transfers.RunAsync(server, random, cancellationToken);

    public async Task<string> FindPositionAsync()
    {
        var row = (await server.SqlAsync("SHOW MASTER STATUS")).Split('\t');
        return $"{row[0]}:{row[1]}";
    }

    public async Task<DateTimeOffset> TickAsync()
    {
        var before = await SecondAsync();
        while (await SecondAsync() == before)
        {
            await Task.Delay(20);
        }

        return DateTimeOffset.FromUnixTimeSeconds(before);
    }

    public Task<string> ReadAsync() => server.SqlAsync(
        """
        SELECT * FROM bank.account ORDER BY id;
        SELECT * FROM bank.entry ORDER BY id;
        SELECT COUNT(*), BIT_XOR(CRC32(CONCAT(id, body))) FROM notes.note;
        """);

    public async Task<bool> IsBalancedAsync() => await server.SqlAsync(
        $"""
        SELECT SUM(balance) = {Transfers.Sum} FROM bank.account;
        SELECT COUNT(*) FROM bank.account WHERE balance <> 1000
          - (SELECT COALESCE(SUM(amount), 0) FROM bank.entry WHERE source = account.id)
          + (SELECT COALESCE(SUM(amount), 0) FROM bank.entry WHERE target = account.id);
        """) == "1\n0\n";

    public Task DamageAsync() =>
        server.SqlAsync("UPDATE bank.account SET balance = balance + 1 WHERE id = 7");

    public async Task<int> CountSessionsAsync() => int.Parse(
        await server.SqlAsync(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE user <> 'system user' AND id <> CONNECTION_ID()"),
        CultureInfo.InvariantCulture);

    public Task ChangeDefinitionAsync() => server.SqlAsync(
        """
        SET lock_wait_timeout = 5;
        ALTER TABLE notes.note ADD COLUMN more INT;
        BACKUP STAGE START; BACKUP STAGE END;
        """);

    public Task BreakLogAsync() => server.SqlAsync("RESET MASTER");

    private static DatabaseLogin At(string user, int port) =>
        new(DatabaseConnection.Parse($"mariadb://{user}@127.0.0.1:{port}?tls=off"), "");

    private async Task<long> SecondAsync() => long.Parse(
        await server.SqlAsync("SELECT UNIX_TIMESTAMP()"), CultureInfo.InvariantCulture);
}
