using Mesh.Runtime.Durable.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>
/// The store on one SQLite file in a data folder, which it locks: two processes on one folder would run
/// everything twice. Reads go beside the writer (write-ahead log).
/// </summary>
internal sealed class SqliteHistoryStore : IHistoryStore
{
    private readonly string path;
    private readonly FileStream folderLock;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;

    private SqliteHistoryStore(string path, FileStream folderLock, SqliteWriter writer, SqliteReaders readers)
    {
        this.path = path;
        this.folderLock = folderLock;
        this.writer = writer;
        this.readers = readers;
    }

    public static SqliteHistoryStore Open(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, "durable.db");
        var folderLock = TakeLock(Path.Combine(dataDirectory, "durable.lock"), path);
        try
        {
            var source = new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = 5,
            }.ToString();
            var connection = new SqliteConnection(source);
            connection.Open();
            SqliteSchema.Prepare(connection, path);
            return new(
                path,
                folderLock,
                new SqliteWriter(new SqliteSession(connection), path),
                new SqliteReaders(source));
        }
        catch (SqliteException e)
        {
            folderLock.Dispose();
            throw StoreErrors.Translate(path, e);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    public Task<OrchestrationRuntimeStatus?> CreateAsync(NewInstance instance) =>
        writer.RunAsync(session => InstanceWrites.Create(session, instance));

    public Task CommitAsync(TurnCommit commit) =>
        writer.RunAsync(session => TurnWrites.Append(session, commit));

    public Task<bool> SendAsync(string instance, Message message) =>
        writer.RunAsync(session => TurnWrites.Send(session, new OutgoingMessage(instance, message)));

    public Task SetAsideAsync(string instance, string reason) =>
        writer.RunAsync(session => InstanceWrites.SetAside(session, instance, reason));

    public Task<bool> ReleaseAsync(string instance) =>
        writer.RunAsync(session => InstanceWrites.Release(session, instance));

    public Task<IReadOnlyList<string>?> TerminateSetAsideAsync(
        string instance, string? output, DateTime at) =>
        writer.RunAsync(session => InstanceWrites.TerminateSetAside(session, instance, output, at));

    public Task<int> PurgeAsync(PurgeRequest request) =>
        writer.RunAsync(session => InstanceWrites.Purge(session, request));

    public StoredInstance? Load(string instance) => Read(session => InstanceReads.Load(session, instance));

    public InstanceRow? Find(string instance) => Read(session => InstanceReads.Find(session, instance));

    public IReadOnlyList<InboxRow> ReadInbox(string instance) =>
        Read(session => InstanceReads.Inbox(session, instance));

    public IReadOnlyList<InstanceRow> Query(InstanceFilter filter, string? after, int limit) =>
        Read(session => InstanceReads.Query(session, filter, after, limit));

    public IReadOnlyList<InstanceRow> ListSetAside() => Read(InstanceReads.ListSetAside);

    public IReadOnlyList<string> ListUnfinished() => Read(InstanceReads.ListUnfinished);

    public IReadOnlyList<TimerRow> ListTimers() => Read(InstanceReads.ListTimers);

    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        readers.Dispose();
        folderLock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static FileStream TakeLock(string lockPath, string path)
    {
        try
        {
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw StoreErrors.AlreadyOpen(path, e);
        }
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        try
        {
            return readers.Run(read);
        }
        catch (SqliteException e)
        {
            throw StoreErrors.Translate(path, e);
        }
    }
}
