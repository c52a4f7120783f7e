using Mesh.Domain.Systems;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Preflight;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.MariaDb;

/// <summary>MariaDB 10.11, as Mesh asks of every engine.</summary>
/// <param name="time">The clock.</param>
public sealed class MariaDbEngine(TimeProvider time) : IDatabaseEngine
{
    /// <inheritdoc/>
    public IDatabaseLog Log { get; } = new MariaDbLog(time);

    /// <summary>The address of a login.</summary>
    public static MariaDbAddress AddressOf(DatabaseLogin login)
    {
        ArgumentNullException.ThrowIfNull(login);
        var connection = login.Connection;
        return new MariaDbAddress
        {
            Host = connection.Host,
            Port = connection.Port,
            Socket = connection.Socket,
            User = connection.User,
            Password = login.Password,
            Tls = connection.Tls switch
            {
                DatabaseTls.Verify => MariaDbTls.Verify,
                DatabaseTls.Unverified => MariaDbTls.Unverified,
                _ => MariaDbTls.Off,
            },
            CaFile = connection.CaFile,
        };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PreflightFinding>> CheckAsync(
        DatabaseLogin login, CancellationToken cancellationToken) =>
        MariaDbPreflight.CheckAsync(AddressOf(login), databases: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<DatabaseBackup> BackupAsync(
        DatabaseLogin login,
        Repository repository,
        BlobWriter writer,
        BackupOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var dump = await MariaDbDump.RunAsync(
            AddressOf(login),
            repository,
            writer,
            new DumpOptions
            {
                Connections = options.Connections,
                BytesPerSecond = options.BytesPerSecond,
                Progress = options.Progress,
            },
            time,
            cancellationToken);
        var content = ContentOf(dump.Record, dump.Record.Databases);
        return new DatabaseBackup
        {
            Tree = dump.Tree,
            Time = dump.Record.Point.Time,
            Position = Position(dump.Record.Point),
            Files = content.Files,
            Bytes = content.Bytes,
            Warnings = dump.Record.Warnings,
        };
    }

    /// <inheritdoc/>
    public async Task<DatabaseContent> ReadContentAsync(
        Repository repository,
        BlobId tree,
        IReadOnlyList<string> databases,
        CancellationToken cancellationToken)
    {
        var record = await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken);
        return ContentOf(record, MariaDbLoad.Choose(record, databases));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindExistingAsync(
        DatabaseLogin login, IReadOnlyList<string> databases, CancellationToken cancellationToken) =>
        MariaDbLoad.FindExistingAsync(AddressOf(login), databases, cancellationToken);

    /// <inheritdoc/>
    public Task RefuseExistingAsync(
        DatabaseLogin login, IReadOnlyList<string> databases, CancellationToken cancellationToken) =>
        MariaDbLoad.RefuseExistingAsync(AddressOf(login), databases, cancellationToken);

    /// <inheritdoc/>
    public async Task<DatabaseRestore> RestoreAsync(
        DatabaseLogin login,
        Repository repository,
        BlobId tree,
        RestoreOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var loaded = await MariaDbLoad.RunAsync(
            AddressOf(login),
            repository,
            tree,
            new LoadOptions
            {
                Connections = options.Connections,
                Existing = options.Mode switch
                {
                    RestoreMode.Replace => ExistingDatabases.Replace,
                    RestoreMode.Resume => ExistingDatabases.Resume,
                    _ => ExistingDatabases.Refuse,
                },
                // Accounts are the server's: who restores a part of it keeps those that are there.
                Accounts = options.Databases.Count == 0,
                Databases = Chosen(options),
                Verify = false,
                Progress = options.Progress,
            },
            time,
            cancellationToken);
        var content = ContentOf(loaded.Record, MariaDbLoad.Choose(loaded.Record, options.Databases));
        return new DatabaseRestore(content, loaded.Warnings);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableMismatch>> VerifyAsync(
        DatabaseLogin login,
        Repository repository,
        BlobId tree,
        RestoreOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return await MariaDbVerify.RunAsync(
            AddressOf(login),
            await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken),
            Chosen(options),
            options.Connections,
            options.Progress,
            cancellationToken);
    }

    private static IReadOnlyList<string>? Chosen(RestoreOptions options) =>
        options.Databases.Count > 0 ? options.Databases : null;

    private static string Position(SnapshotPoint point) => point.BinlogFile is null
        ? ""
        : $"{point.BinlogFile}:{point.BinlogPosition} {point.Gtid}".TrimEnd();

    private static DatabaseContent ContentOf(DumpRecord record, IReadOnlyList<string> databases)
    {
        var tables = record.Tables.Where(table => databases.Contains(table.Database)).ToList();
        return new DatabaseContent(
            databases, tables.Sum(table => table.Files.Count), tables.Sum(table => table.Bytes));
    }
}
