using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Snapshots;

/// <summary>
/// The same state of the whole server in several connections, and all definitions and accounts as they were
/// then. These are frozen while they are read, commits only while the connections open their transactions
/// (MariaDB documentation, "BACKUP STAGE").
/// </summary>
internal sealed class ConsistentSnapshot : IAsyncDisposable
{
    /// <summary>Set in each session after the snapshot; rolling back to it frees the tables that were
    /// read.</summary>
    public const string Savepoint = "mesh";

    // All that CREATE USER, GRANT and their like write (MariaDB documentation, "The mysql Database Tables").
    private const string LockAccounts =
        "LOCK TABLES mysql.global_priv READ, mysql.db READ, mysql.tables_priv READ, mysql.columns_priv READ, "
        + "mysql.procs_priv READ, mysql.proxies_priv READ, mysql.roles_mapping READ";

    private readonly SnapshotOptions _options;
    private readonly MariaDbAddress _address;
    private readonly List<RawSession> _sessions = [];
    private readonly HashSet<string> _locked = [];

    private ConsistentSnapshot(MariaDbAddress address, SnapshotOptions options) =>
        (_address, _options) = (address, options);

    /// <summary>Each in a transaction that sees the snapshot, its results binary.</summary>
    public IReadOnlyList<RawSession> Sessions => _sessions;

    /// <summary>Holds the locks on tables that no snapshot covers; null where there are none.</summary>
    public RawSession? Locked { get; private set; }

    public IReadOnlyList<DatabaseSchema> Databases { get; private set; } = [];

    public SnapshotPoint Point { get; private set; } = null!;

    /// <exception cref="MeshException"><c>mariadb-not-transactional</c>, <c>mariadb-lock-timeout</c>,
    /// <c>mariadb-no-database</c> and those of connecting.</exception>
    public static async Task<ConsistentSnapshot> OpenAsync(
        MariaDbAddress address, SnapshotOptions options, CancellationToken cancellationToken)
    {
        var snapshot = new ConsistentSnapshot(address, options);
        try
        {
            await snapshot.OpenAsync(cancellationToken);
            return snapshot;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets go of the tables that were locked.</summary>
    public async Task UnlockAsync()
    {
        if (Locked is { } session)
        {
            Locked = null;
            await session.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await UnlockAsync();
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await using var control = await MariaDbSession.OpenAsync(_address, cancellationToken);
        await using var reading = await MariaDbSession.OpenAsync(_address, cancellationToken);
        await using var accounts = await MariaDbSession.OpenAsync(_address, cancellationToken);
        while (_sessions.Count < _options.Connections)
        {
            var session = await RawSession.OpenAsync(_address, cancellationToken);
            _sessions.Add(session);
            await session.ExecuteAsync(
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "preparing a reader", cancellationToken);
        }

        var catalog = new CatalogReader(reading);
        await LockUncoveredAsync(
            reading, await catalog.DatabasesAsync(_options.Databases, cancellationToken), cancellationToken);
        await StageAsync(control, "START", cancellationToken);
        await StageAsync(control, "BLOCK_DDL", cancellationToken);

        // Those listed before were not frozen: one made since would be missing here and before the position.
        var databases = new List<DatabaseSchema>();
        foreach (var name in await catalog.DatabasesAsync(_options.Databases, cancellationToken))
        {
            databases.Add(await catalog.ReadAsync(name, cancellationToken));
        }

        Databases = databases;
        EnsureLocked();
        if (_options.Accounts is { } read)
        {
            // Definitions first: making a routine grants rights on it.
            await BoundAsync(accounts, cancellationToken);
            await LockStepAsync(accounts.ExecuteAsync, LockAccounts, cancellationToken);
            await read(reading, cancellationToken);
        }

        await TakeAsync(control, reading, cancellationToken);
    }

    private async Task TakeAsync(
        MariaDbSession control, MariaDbSession reading, CancellationToken cancellationToken)
    {
        var time = _options.Clock.GetUtcNow();
        var waiting = _options.Clock.GetTimestamp();
        await StageAsync(control, "BLOCK_COMMIT", cancellationToken);
        await Task.WhenAll(_sessions.Select(session => session.ExecuteAsync(
            "START TRANSACTION WITH CONSISTENT SNAPSHOT", "opening a snapshot", cancellationToken)));
        if (_options.Changes == DefinitionChanges.Wait)
        {
            await Task.WhenAll(_sessions.Select(session => TouchAsync(session, cancellationToken)));
        }

        var row = (await reading.QueryAsync(
            "SELECT @@global.log_bin, @@global.gtid_binlog_pos, UTC_TIMESTAMP(6)",
            "reading the position", cancellationToken))[0];
        var status = await reading.QueryAsync("SHOW MASTER STATUS", "reading the position", cancellationToken);
        await StageAsync(control, "END", cancellationToken);
        var held = _options.Clock.GetElapsedTime(waiting);
        foreach (var session in _sessions)
        {
            await session.ExecuteAsync($"SAVEPOINT {Savepoint}", "opening a snapshot", cancellationToken);
        }

        var hasLog = row[0] == "1" && status.Count > 0;
        Point = new SnapshotPoint
        {
            Time = time,
            ServerTime = DateTimeOffset.Parse(
                row[2]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            BinlogFile = hasLog ? status[0][0] : null,
            BinlogPosition = hasLog ? long.Parse(status[0][1]!, CultureInfo.InvariantCulture) : null,
            Gtid = row[1] ?? "",
            CommitsHeld = held,
        };
    }

    // The metadata locks of these reads last as long as the transaction.
    private async Task TouchAsync(RawSession session, CancellationToken cancellationToken)
    {
        foreach (var table in Databases.SelectMany(database => database.Tables))
        {
            await session.ExecuteAsync(
                $"SELECT 1 FROM {table.QualifiedName} LIMIT 0", $"touching {table}", cancellationToken);
        }
    }

    private async Task LockUncoveredAsync(
        MariaDbSession reading, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var uncovered = new List<TableSchema>();
        foreach (var name in names)
        {
            var tables = await new TableReader(reading)
                .ReadAsync(name, withDefinitions: false, cancellationToken);
            uncovered.AddRange(tables.Where(table => !table.IsTransactional));
        }

        if (uncovered.Count == 0)
        {
            return;
        }

        if (_options.Uncovered == NonTransactional.Refuse)
        {
            throw new MeshException("mariadb-not-transactional", _address.Location,
                $"no snapshot covers {string.Join(", ", uncovered.Select(table => $"{table} ({table.Engine})"))}",
                "convert them with ALTER TABLE ... ENGINE=InnoDB, or let the dump lock them while it reads");
        }

        Locked = await RawSession.OpenAsync(_address, cancellationToken);
        await Locked.ExecuteAsync(
            $"SET SESSION lock_wait_timeout={LockSeconds}", "preparing a reader", cancellationToken);
        await LockStepAsync(Locked.ExecuteAsync, "LOCK TABLES "
            + string.Join(", ", uncovered.Select(table => $"{table.QualifiedName} READ")), cancellationToken);
        _locked.UnionWith(uncovered.Select(table => table.QualifiedName));
    }

    // One may have been made between the two looks.
    private void EnsureLocked()
    {
        if (Databases.SelectMany(database => database.Tables)
            .Where(table => !table.IsTransactional)
            .FirstOrDefault(table => !_locked.Contains(table.QualifiedName)) is { } table)
        {
            throw new MeshException("mariadb-definition-changed", _address.Location,
                $"{table} was made while the snapshot was taken, and no snapshot covers it", "start again");
        }
    }

    private int LockSeconds => (int)Math.Max(1, _options.LockWait.TotalSeconds);

    private async Task StageAsync(MariaDbSession control, string stage, CancellationToken cancellationToken)
    {
        if (stage == "START")
        {
            await BoundAsync(control, cancellationToken);
        }

        await LockStepAsync(control.ExecuteAsync, $"BACKUP STAGE {stage}", cancellationToken);
    }

    private async Task BoundAsync(MariaDbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"SET SESSION lock_wait_timeout={LockSeconds}", "preparing the snapshot", cancellationToken);

    private async Task LockStepAsync(
        Func<string, string, CancellationToken, Task> execute,
        string sql,
        CancellationToken cancellationToken)
    {
        try
        {
            await execute(sql, "taking the snapshot", cancellationToken);
        }
        catch (MeshException error) when (MariaDbErrors.NumberOf(error) == MariaDbErrors.LockWaitTimeout)
        {
            throw new MeshException("mariadb-lock-timeout", _address.Location,
                $"a long statement or another backup held its locks for more than {LockSeconds} s ({sql})",
                "look at SHOW FULL PROCESSLIST; start again when it has ended, or wait longer", innerException: error);
        }
    }
}
