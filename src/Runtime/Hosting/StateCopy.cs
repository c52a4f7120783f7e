using Mesh.Domain.Errors;
using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// Copies the databases that a host keeps in its data folder while it works on them: the history of
/// orchestrations first, then the queues. Each copy shows its database at one moment, and the queues' moment
/// is the later one.
/// </summary>
/// <remarks>
/// Why in this order. A message is sent by a step, and the step is in the history only after that. So with
/// the queues copied last, a step that the history calls done has put its message into a queue; it may have
/// been taken out since, and its answer be lost with the history, which is why whoever awaits an answer asks
/// again in the same name. The other way round, a message could be in neither copy, and nobody would send it.
/// </remarks>
public static class StateCopy
{
    private static readonly string[] Databases = ["durable.db", "queues.db"];

    /// <summary>Copies those that are there, and looks at each copy whether it is whole.</summary>
    /// <param name="dataDirectory">The data folder of a host, running or not.</param>
    /// <param name="target">A folder that has none of these files.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="MeshException"><c>state-copy-failed</c></exception>
    public static Task CopyAsync(
        string dataDirectory, string target, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (var name in Databases)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var source = Path.Combine(dataDirectory, name);
                if (File.Exists(source))
                {
                    Copy(source, Path.Combine(target, name));
                }
            }
        },
        cancellationToken);

    private static void Copy(string source, string target)
    {
        try
        {
            using var from = Open(source, SqliteOpenMode.ReadWrite);
            using var to = Open(target, SqliteOpenMode.ReadWriteCreate);

            // One read transaction: writers go on beside it, since the file has a write-ahead log.
            from.BackupDatabase(to);
            using var check = to.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() is not "ok")
            {
                throw new MeshException(
                    "state-copy-failed", source, "the copy is not a whole database",
                    "the file itself may be damaged: 'mesh rescue' brings an older cut back");
            }
        }
        catch (SqliteException error)
        {
            throw new MeshException(
                "state-copy-failed", source, error.Message.TrimEnd('.'),
                "check the disk's free space and the files' owner", innerException: error);
        }
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }
}
