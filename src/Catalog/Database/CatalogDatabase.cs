using Mesh.Domain.Errors;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Database;

/// <summary>
/// The catalogue's file: brought up to date before it is used, and written in whole transactions.
/// </summary>
public sealed class CatalogDatabase
{
    private readonly IDbContextFactory<CatalogContext> contexts;
    private readonly CatalogOptions options;
    private readonly TimeProvider time;

    internal CatalogDatabase(
        IDbContextFactory<CatalogContext> contexts, CatalogOptions options, TimeProvider time)
    {
        this.contexts = contexts;
        this.options = options;
        this.time = time;
    }

    /// <summary>
    /// Creates the file or brings its tables up to date. Safe to call from many processes at once and again
    /// after a crash; a file written by a newer Mesh is refused.
    /// </summary>
    public async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.File))!);
        await using var alone = await LockAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = context.Database.GetMigrations().ToList();
        var applied = File.Exists(options.File)
            ? (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList()
            : [];
        if (applied.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } foreign)
        {
            throw new MeshException(
                "catalogue-too-new",
                options.File,
                $"it was written by a newer version (it knows '{foreign}')",
                "use that version, or another data folder");
        }

        if (applied.Count == known.Count)
        {
            return;
        }

        // EF's own lock is a row that outlives a killed process. The file's lock, which we hold, does not,
        // and makes sure that the row is nobody's.
        if (File.Exists(options.File))
        {
            await context.Database.ExecuteSqlRawAsync(
                "DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
        }

        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>The file's name, without its folder.</summary>
    public string FileName => Path.GetFileName(options.File);

    /// <summary>
    /// Copies the catalogue as it is at one moment, while others write, and looks whether the copy is whole.
    /// </summary>
    /// <param name="file">The copy, which must not be there yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException"><c>catalogue-failed</c></exception>
    public Task CopyAsync(string file, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                using var from = Open(options.File);
                using var to = Open(file);
                from.BackupDatabase(to);
                using var check = to.CreateCommand();
                check.CommandText = "PRAGMA quick_check(1)";
                if (check.ExecuteScalar() is not "ok")
                {
                    throw new MeshException(
                        "catalogue-failed", options.File, "the copy is not a whole database",
                        "the file itself may be damaged: 'mesh rescue' brings an older cut back");
                }
            }
            catch (SqliteException failure)
            {
                throw Explained(failure);
            }
        },
        cancellationToken);

    /// <summary>
    /// Runs a change as one transaction; only one writes at a time, in this process or another.
    /// </summary>
    internal async Task<T> ChangeAsync<T>(
        Func<CatalogContext, Task<T>> change, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);

            // On SQLite a transaction takes the write lock at its begin, so what is read within it stays
            // true.
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var result = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (SqliteException failure)
        {
            throw Explained(failure);
        }
        catch (DbUpdateException failure) when (failure.InnerException is SqliteException inner)
        {
            throw Explained(inner);
        }
    }

    /// <summary>Reads without blocking anybody.</summary>
    internal async Task<T> ReadAsync<T>(
        Func<CatalogContext, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            return await read(context);
        }
        catch (SqliteException failure)
        {
            throw Explained(failure);
        }
    }

    private MeshException Explained(SqliteException failure) => new(
        "catalogue-failed",
        options.File,
        failure.Message,
        "check the disk's free space, the file's owner, and that the file is not on a network share",
        innerException: failure);

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file, Pooling = false, DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        var path = options.File + ".upgrade";
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Held by another process that upgrades; the lock goes with that process, however it ends.
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            }
        }
    }
}
