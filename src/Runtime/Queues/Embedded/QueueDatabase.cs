using System.Diagnostics;
using Mesh.Domain.Errors;
using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Queues.Embedded;

/// <summary>The file of the embedded queue: a write-ahead log that is synced on every commit.</summary>
internal static class QueueDatabase
{
    private const int SchemaVersion = 2;
    private const int SynchronousFull = 2;

    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            RequireDurableCommits(connection);
            CreateSchema(connection, file);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A killed process cannot show the difference, only a power cut can: so it is checked and not tested.
    private static void RequireDurableCommits(SqliteConnection connection)
    {
        var journal = Scalar(connection, "PRAGMA journal_mode");
        var synchronous = Scalar(connection, "PRAGMA synchronous");
        if (!journal.Equals("wal", StringComparison.OrdinalIgnoreCase)
            || synchronous != SynchronousFull.ToString(null as IFormatProvider))
        {
            throw new UnreachableException(
                $"SQLite runs with journal_mode={journal}, synchronous={synchronous}: not durable.");
        }
    }

    private static void CreateSchema(SqliteConnection connection, string file)
    {
        var version = int.Parse(Scalar(connection, "PRAGMA user_version"), null);
        if (version > SchemaVersion)
        {
            throw new MeshException(
                "newer-data",
                file,
                $"was written by a newer version (schema {version})",
                "use that version or newer");
        }

        Execute(
            connection,
            $"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS message (
                id TEXT NOT NULL UNIQUE,
                queue TEXT NOT NULL,
                body TEXT NOT NULL,
                visible_at INTEGER NOT NULL,
                written_at INTEGER NOT NULL DEFAULT 0,
                dequeue_count INTEGER NOT NULL DEFAULT 0,
                receipt TEXT);
            {(version == 1 ? "ALTER TABLE message ADD COLUMN written_at INTEGER NOT NULL DEFAULT 0;" : "")}
            CREATE INDEX IF NOT EXISTS message_due ON message (queue, visible_at);
            PRAGMA user_version = {SchemaVersion};
            COMMIT;
            """);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of the literals of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of the literals of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()!.ToString()!;
    }
}
