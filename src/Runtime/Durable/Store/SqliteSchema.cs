using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Durable.Store;

/// <summary>The tables, and the settings that make a commit durable.</summary>
internal static class SqliteSchema
{
    private const long Version = 1;
    private const long SynchronousFull = 2;

    // 'history' has the key that fences a second owner. 'instances' is the index for queries. An id of a
    // timer of -1 is the start of its instance. Times are UTC ticks.
    private const string Create = """
        create table instances(
            id text primary key,
            name text not null,
            execution integer not null,
            next_sequence integer not null,
            status integer not null,
            created integer not null,
            updated integer not null,
            start_at integer,
            input text,
            output text,
            custom_status text,
            failure text,
            parent text,
            set_aside text) without rowid;
        create index instances_unfinished on instances(id) where status in (0, 6, 7);
        create index instances_parent on instances(parent) where parent is not null;
        create table history(
            instance text not null,
            execution integer not null,
            sequence integer not null,
            type integer not null,
            payload blob not null,
            primary key(instance, execution, sequence)) without rowid;
        create table timers(
            instance text not null,
            execution integer not null,
            id integer not null,
            due integer not null,
            primary key(instance, execution, id)) without rowid;
        create table inbox(
            number integer primary key autoincrement,
            instance text not null,
            payload blob not null);
        create index inbox_instance on inbox(instance, number);
        pragma user_version = 1;
        """;

    public static void Prepare(SqliteConnection connection, string path)
    {
        Run(connection, "pragma journal_mode = wal");
        Run(connection, "pragma synchronous = full");
        Run(connection, "pragma wal_autocheckpoint = 4000");
        AssertDurable(connection, path);

        var version = (long)Read(connection, "pragma user_version")!;
        if (version > Version)
        {
            throw StoreErrors.NewerSchema(path, version, Version);
        }

        if (version == 0)
        {
            Run(connection, $"begin immediate; {Create} commit;");
        }
    }

    /// <summary>A kill of the process cannot show a missing fsync; only this check can.</summary>
    private static void AssertDurable(SqliteConnection connection, string path)
    {
        var synchronous = (long)Read(connection, "pragma synchronous")!;
        if (synchronous != SynchronousFull)
        {
            throw StoreErrors.NotDurable(path, "synchronous", $"{synchronous}");
        }

        var journal = (string)Read(connection, "pragma journal_mode")!;
        if (journal != "wal")
        {
            throw StoreErrors.NotDurable(path, "journal_mode", journal);
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
