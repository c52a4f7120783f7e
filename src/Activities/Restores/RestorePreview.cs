using Mesh.Activities.Movements;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Aside;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Vault;

namespace Mesh.Activities.Restores;

/// <summary>Looks at vault and target before a restore of a database server. Changes nothing.</summary>
public sealed class RestorePreview(VaultOpener vaults, DatabaseEngines engines)
{
    /// <summary>Where a replay would end.</summary>
    /// <param name="run">The vault.</param>
    /// <param name="task">The log, where it begins, and the moment or place wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where nothing of the log is in the vault: nothing was committed.</returns>
    /// <exception cref="MeshException"><c>not-in-log</c>, <c>log-does-not-cover</c>, <c>broken-log</c>,
    /// <c>damaged-segment</c></exception>
    public async Task<LogCut?> FindCutAsync(
        RunScope run, LogTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var vault = await vaults.OpenAsync(run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);

        // What is in the vault names no engine: this one alone has a log.
        var plan = await engines.Of(DatabaseEngine.Mariadb).Log!.FindCutAsync(
            vault.Repository, task.Stream, task.Start, LogPlace.EndOf(task), cancellationToken);
        return plan is null
            ? null
            : new LogCut(
                task.Stream,
                plan.Cut,
                plan.Transactions,
                plan.LastCommittedAt,
                plan.FirstLeftOut,
                plan.FirstLeftOutAt,
                plan.Bytes);
    }

    /// <summary>What a snapshot has of a server's databases.</summary>
    /// <param name="run">The vault.</param>
    /// <param name="snapshot">The snapshot's id.</param>
    /// <param name="chosen">The databases; empty for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MeshException"><c>mariadb-no-database</c>, <c>damaged-dump</c></exception>
    public async Task<DumpContent> ReadAsync(
        RunScope run, string snapshot, IReadOnlyList<string> chosen, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        var stored = await vault.Repository.Snapshots.LoadAsync(
            BlobId.Parse(snapshot), cancellationToken);
        var record = await MariaDbLoad.ReadRecordAsync(vault.Repository, stored.Tree, cancellationToken);
        var databases = MariaDbLoad.Choose(record, chosen);
        var tables = record.Tables.Where(table => databases.Contains(table.Database)).ToList();
        return new DumpContent(
            databases, tables.Sum(table => table.Files.Count), tables.Sum(table => table.Bytes))
        {
            Tables = [.. tables.Select(table => new TableName(table.Database, table.Name))],
        };
    }

    /// <summary>How far logs have been applied to a server.</summary>
    /// <param name="connection">The server.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>By the log's name, the position as <c>FILE:OFFSET</c>; empty where none was.</returns>
    public async Task<IReadOnlyDictionary<string, string>> FindReplaysAsync(
        string connection, CancellationToken cancellationToken)
    {
        var login = await DatabaseServer.LoginAsync(DatabaseConnection.Parse(connection), cancellationToken);
        return engines.Of(login).Log is { } log
            ? await log.FindReplaysAsync(login, cancellationToken)
            : new Dictionary<string, string>();
    }

    /// <summary>Which databases a server has already.</summary>
    public static async Task<IReadOnlyList<string>> FindExistingAsync(
        string connection, IReadOnlyList<string> databases, CancellationToken cancellationToken)
    {
        var address = await DatabaseServer.AddressAsync(
            DatabaseConnection.Parse(connection), cancellationToken);
        return await MariaDbLoad.FindExistingAsync(address, databases, cancellationToken);
    }

    /// <summary>Which tables a server has already.</summary>
    public static async Task<IReadOnlyList<TableName>> FindExistingAsync(
        string connection, IReadOnlyList<TableName> tables, CancellationToken cancellationToken)
    {
        var address = await DatabaseServer.AddressAsync(
            DatabaseConnection.Parse(connection), cancellationToken);
        return await StagingDatabase.FindAsync(address, tables, cancellationToken);
    }
}
