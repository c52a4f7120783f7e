using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Databases;
using Mesh.Vault.Packs;

namespace Mesh.Activities.Movements;

/// <summary>
/// Moves one consistent state of a database server into the vault. It is one movement, since a snapshot of
/// the server ends with the process that holds it: done again, it shows a later moment, and what the vault
/// has already is not stored again.
/// </summary>
public sealed class DatabaseBackupMover(
    VaultOpener vaults, DatabaseEngines engines, MovementReadings readings) : IBackupMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        return MovementResult.Done(message) with
        {
            Page = new PlannedPage
            {
                Ranges = [DatabaseServer.Whole],
                Host = login.Connection.Socket is null
                    ? login.Connection.Host
                    : vault.Repository.Options.Host.Hostname,
            },
        };
    }

    public async Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        await vault.LoadIndexAsync(message, cancellationToken);
        if (message.Attempt > 1)
        {
            await vault.Repository.ForgetLostPacksAsync(cancellationToken);
        }

        await using var writer = vault.Repository.CreateWriter(
            BlobWriterOptions.Default with { VerifyOnWrite = true, FastCompression = true });
        var backup = await engines.Of(login).BackupAsync(
            login,
            vault.Repository,
            writer,
            new BackupOptions
            {
                Connections = DatabaseServer.Connections(message),
                BytesPerSecond = message.Database!.BytesPerSecond,
                Progress = readings.Begin(message),
            },
            cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return MovementResult.Done(message) with
        {
            Tree = backup.Tree.ToString(),
            State = new ConsistentState(backup.Time, backup.Position),
            Stats = Stats(backup, writer.Counters),
            WarningCount = backup.Warnings.Count,
            Warnings = WarningText.First(backup.Warnings),
        };
    }

    private static MovementStats Stats(DatabaseBackup backup, WriteCounters written) => new()
    {
        FilesNew = backup.Files,
        Bytes = backup.Bytes,
        BytesAdded = written.BytesAdded,
        BytesStored = written.BytesStored,
        Blobs = written.DataBlobs + written.TreeBlobs,
    };
}
