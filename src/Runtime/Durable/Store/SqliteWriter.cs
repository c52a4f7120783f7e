using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Durable.Store;

/// <summary>
/// The only writer: one thread that takes whatever has gathered while the last commit was being forced to the
/// disk and writes it as one transaction (group commit). Each unit is a savepoint, so that one that fails
/// leaves the others alone.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int LargestGroup = 1024;
    private const int Constraint = 19;

    private readonly BlockingCollection<Unit> queue = new(new ConcurrentQueue<Unit>());
    private readonly SqliteSession session;
    private readonly string path;
    private readonly Thread thread;

    public SqliteWriter(SqliteSession session, string path)
    {
        this.session = session;
        this.path = path;
        thread = new Thread(Run) { IsBackground = true, Name = "durable store" };
        thread.Start();
    }

    /// <summary>Runs the work inside a transaction; the task ends when that is on the disk.</summary>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> work)
    {
        var unit = new Unit<T>(work);
        try
        {
            queue.Add(unit);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(path, "The engine's database is closed.");
        }

        return unit.Done;
    }

    public void Dispose()
    {
        queue.CompleteAdding();
        thread.Join();
        queue.Dispose();
        session.Dispose();
    }

    private void Run()
    {
        var group = new List<Unit>();
        foreach (var first in queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < LargestGroup && queue.TryTake(out var next))
            {
                group.Add(next);
            }

            WriteGroup(group);
            group.Clear();
        }
    }

    private void WriteGroup(List<Unit> group)
    {
        try
        {
            session.Execute("begin immediate");
            foreach (var unit in group)
            {
                RunUnit(unit);
            }

            session.Execute("commit");
        }
#pragma warning disable CA1031 // Those who wait for the commit must learn of it, and the thread must live on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RollBack();
            var error = e is SqliteException sqlite ? StoreErrors.Translate(path, sqlite) : e;
            group.ForEach(unit => unit.Fail(error));
        }

        group.ForEach(unit => unit.Complete());
    }

    private void RunUnit(Unit unit)
    {
        session.Execute("savepoint unit");
        try
        {
            unit.Run(session);
        }
        catch (Exception e) when (e is not SqliteException { SqliteErrorCode: not Constraint })
        {
            session.Execute("rollback to unit");
            unit.Fail(e);
        }

        session.Execute("release unit");
    }

    private void RollBack()
    {
        try
        {
            session.Execute("rollback");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself (a full disk does that): then there is no transaction to end.
        }
    }

    private abstract class Unit
    {
        public abstract void Run(SqliteSession session);

        /// <summary>Takes note of why the unit failed; the first reason counts.</summary>
        public abstract void Fail(Exception error);

        public abstract void Complete();
    }

    private sealed class Unit<T>(Func<SqliteSession, T> work) : Unit
    {
        private readonly TaskCompletionSource<T> done =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Exception? failure;
        private T? result;

        public Task<T> Done => done.Task;

        public override void Run(SqliteSession session) => result = work(session);

        public override void Fail(Exception error) => failure ??= error;

        public override void Complete()
        {
            if (failure is null)
            {
                done.SetResult(result!);
            }
            else
            {
                done.SetException(failure);
            }
        }
    }
}
