using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Verifying;

namespace Mesh.Activities.Movements;

/// <summary>Loads the dump in a snapshot into a database server, and compares the two.</summary>
public sealed class DatabaseRestoreMover(VaultOpener vaults, TimeProvider time) : IRestoreMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var record = await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken);
        if (!message.Overwrite)
        {
            var address = await DatabaseServer.AddressAsync(message, cancellationToken);
            await MariaDbLoad.RefuseExistingAsync(address, record.Databases, cancellationToken);
        }

        return MovementResult.Done(message) with
        {
            Page = new PlannedPage
            {
                Ranges = [DatabaseServer.Whole],
                Snapshot = message.Snapshot,
                Files = record.Tables.Sum(table => table.Files.Count),
                Bytes = record.Tables.Sum(table => table.Bytes),
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
                Accounts = true,
                Verify = false,
            },
            time,
            cancellationToken);
        return MovementResult.Done(message) with
        {
            Stats = new MovementStats
            {
                FilesNew = loaded.Record.Tables.Sum(table => table.Files.Count),
                Bytes = loaded.Record.Tables.Sum(table => table.Bytes),
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
            databases: null,
            DatabaseServer.Connections(message),
            cancellationToken);
        return differing.Count == 0
            ? MovementResult.Done(message)
            : MovementResult.Failed(
                message,
                $"{address.Location}: {differing.Count} tables are not as in snapshot {message.Snapshot[..8]}: "
                + string.Join("; ", differing.Take(3)),
                retryable: false);
    }
}
