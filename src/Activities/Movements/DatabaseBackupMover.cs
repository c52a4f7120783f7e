using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Vault.Packs;

namespace Mesh.Activities.Movements;

/// <summary>
/// Moves one consistent state of a database server into the vault. It is one movement, since a snapshot of
/// the server ends with the process that holds it: done again, it shows a later moment, and what the vault
/// has already is not stored again.
/// </summary>
public sealed class DatabaseBackupMover(
    VaultOpener vaults, MovementReadings readings, TimeProvider time) : IBackupMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        return MovementResult.Done(message) with
        {
            Page = new PlannedPage
            {
                Ranges = [DatabaseServer.Whole],
                Host = address.Socket is null ? address.Host : vault.Repository.Options.Host.Hostname,
            },
        };
    }

    public async Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        await vault.LoadIndexAsync(message, cancellationToken);
        if (message.Attempt > 1)
        {
            await vault.Repository.ForgetLostPacksAsync(cancellationToken);
        }

        await using var writer = vault.Repository.CreateWriter(
            BlobWriterOptions.Default with { VerifyOnWrite = true, FastCompression = true });
        var dump = await MariaDbDump.RunAsync(
            address,
            vault.Repository,
            writer,
            new DumpOptions
            {
                Connections = DatabaseServer.Connections(message),
                BytesPerSecond = message.Database!.BytesPerSecond,
                Progress = readings.Begin(message),
            },
            time,
            cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return MovementResult.Done(message) with
        {
            Tree = dump.Tree.ToString(),
            State = new ConsistentState(dump.Record.Point.Time, Position(dump.Record.Point)),
            Stats = Stats(dump.Record, writer.Counters),
            WarningCount = dump.Record.Warnings.Count,
            Warnings = WarningText.First(dump.Record.Warnings),
        };
    }

    private static string Position(SnapshotPoint point) => point.BinlogFile is null
        ? ""
        : $"{point.BinlogFile}:{point.BinlogPosition} {point.Gtid}".TrimEnd();

    private static MovementStats Stats(DumpRecord record, WriteCounters written) => new()
    {
        FilesNew = record.Tables.Sum(table => table.Files.Count),
        Bytes = record.Tables.Sum(table => table.Bytes),
        BytesAdded = written.BytesAdded,
        BytesStored = written.BytesStored,
        Blobs = written.DataBlobs + written.TreeBlobs,
    };
}
