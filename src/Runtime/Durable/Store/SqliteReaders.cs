using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Durable.Store;

/// <summary>Connections for reading, kept with their prepared statements for the next reader.</summary>
internal sealed class SqliteReaders(string source) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> idle = [];
    private volatile bool closed;

    /// <summary>Runs the read in one transaction, so that all it sees is of one moment.</summary>
    public T Run<T>(Func<SqliteSession, T> read)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        var session = idle.TryTake(out var kept) ? kept : Open();
        var result = RunOrDispose(session, read);
        idle.Add(session);
        if (closed)
        {
            Dispose();
        }

        return result;
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private static T RunOrDispose<T>(SqliteSession session, Func<SqliteSession, T> read)
    {
        try
        {
            session.Execute("begin");
            var result = read(session);
            session.Execute("commit");
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private SqliteSession Open()
    {
        var connection = new SqliteConnection(source);
        connection.Open();
        return new SqliteSession(connection);
    }
}
