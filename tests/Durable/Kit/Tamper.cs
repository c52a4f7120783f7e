using Microsoft.Data.Sqlite;

namespace Mesh.Durable.Tests.Kit;

/// <summary>Changes the engine's database behind its back.</summary>
internal static class Tamper
{
    public static void Run(string folder, string sql)
    {
        var source = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "durable.db"),
            Pooling = false,
        };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
