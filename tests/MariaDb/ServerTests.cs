using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using MySqlConnector;
using Xunit;

namespace Mesh.Tests.MariaDb;

/// <summary>What the other tests take for granted of their server.</summary>
public class ServerTests
{
    [MariaDbFact]
    public async Task What_is_committed_survives_a_kill_and_a_row_is_in_the_log()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("CREATE DATABASE d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (7)");

        await server.KillAsync();
        await server.StartAgainAsync();

        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT a FROM d.t", connection);
        Assert.Equal(7, await command.ExecuteScalarAsync());
        Assert.Equal("binlog.000002", (await server.SqlAsync("SHOW MASTER STATUS")).Split('\t')[0]);
    }
}
