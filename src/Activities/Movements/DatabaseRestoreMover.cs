using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Verifying;

namespace Mesh.Activities.Movements;

/// <summary>Loads the dump in a snapshot into a database server, and compares the two.</summary>
public sealed class DatabaseRestoreMover(
    VaultOpener vaults, MovementReadings readings, TimeProvider time) : IRestoreMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var record = await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken);
        var chosen = MariaDbLoad.Choose(record, message.Database!.Databases);
        if (!message.Overwrite)
        {
            var address = await DatabaseServer.AddressAsync(message, cancellationToken);
            await MariaDbLoad.RefuseExistingAsync(address, chosen, cancellationToken);
        }

        var tables = record.Tables.Where(table => chosen.Contains(table.Database)).ToList();

        return MovementResult.Done(message) with
        {
            Page = new PlannedPage
            {
                Ranges = [DatabaseServer.Whole],
                Snapshot = message.Snapshot,
                Files = tables.Sum(table => table.Files.Count),
                Bytes = tables.Sum(table => table.Bytes),
            },
        };
    }

    public async Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        if (message.Log is { } log)
        {
            var chain = new LogChain(repository, log.Stream);
            await new LogReplay(chain, address, new ReplayOptions(), time).ForgetAsync(cancellationToken);
        }

        var loaded = await MariaDbLoad.RunAsync(
            address,
            repository,
            tree,
            new LoadOptions
            {
                Connections = DatabaseServer.Connections(message),
                // The plan saw that nothing was there; what is there now was loaded before this was cut off.
                Existing = message.Overwrite ? ExistingDatabases.Replace : ExistingDatabases.Resume,
                // Accounts are the server's: who restores a part of it keeps those that are there.
                Accounts = message.Database!.Databases.Count == 0,
                Databases = Databases(message),
                Verify = false,
                Progress = readings.Begin(message),
            },
            time,
            cancellationToken);
        var chosen = MariaDbLoad.Choose(loaded.Record, message.Database.Databases);
        var tables = loaded.Record.Tables.Where(table => chosen.Contains(table.Database)).ToList();
        return MovementResult.Done(message) with
        {
            Stats = new MovementStats
            {
                FilesNew = tables.Sum(table => table.Files.Count),
                Bytes = tables.Sum(table => table.Bytes),
            },
            WarningCount = loaded.Warnings.Count,
            Warnings = WarningText.First(loaded.Warnings),
        };
    }

    public Task<MovementResult> FinishAsync(MovementMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(MovementResult.Done(message));

    public async Task<MovementResult> VerifyAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var differing = await MariaDbVerify.RunAsync(
            address,
            await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken),
            Databases(message),
            DatabaseServer.Connections(message),
            readings.Begin(message),
            cancellationToken);
        return differing.Count == 0
            ? MovementResult.Done(message)
            : MovementResult.Failed(
                message,
                $"{address.Location}: {differing.Count} tables are not as in snapshot {message.Snapshot[..8]}: "
                + string.Join("; ", differing.Take(3)),
                retryable: false);
    }

    private static IReadOnlyList<string>? Databases(MovementMessage message) =>
        message.Database!.Databases is { Count: > 0 } chosen ? chosen : null;
}
