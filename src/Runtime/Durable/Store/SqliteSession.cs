using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Durable.Store;

/// <summary>
/// One connection with its prepared statements; for one thread at a time. Parameters are written <c>@0</c>,
/// <c>@1</c> ... in the statement, in the order in which they are passed.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> statements = new(StringComparer.Ordinal);

    public int Execute(string sql, params ReadOnlySpan<object?> arguments) =>
        Bind(sql, arguments).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> arguments) =>
        Bind(sql, arguments).ExecuteScalar() is { } value and not DBNull ? value : null;

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> arguments)
    {
        var rows = new List<T>();
        using var reader = Bind(sql, arguments).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = connection.CreateCommand();
            statement.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++)
            {
                statement.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
            }

            statements.Add(sql, statement);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            statement.Parameters[i].Value = arguments[i] switch
            {
                null => DBNull.Value,
                DateTime time => time.Ticks,
                var other => other,
            };
        }

        return statement;
    }
}
