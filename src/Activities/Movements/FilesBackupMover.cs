using System.Runtime.Versioning;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Planning;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;

namespace Mesh.Activities.Movements;

/// <summary>Plans and moves ranges of files into the vault.</summary>
public sealed class FilesBackupMover(VaultOpener vaults) : IBackupMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        if (message.Cursor.Length == 0)
        {
            SourceCheck.RefuseUnreadable(message.Paths.Select(path => message.Root + path));
        }

        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        await ForgetLostPacksAsync(vault, message, cancellationToken);
        var repository = vault.Repository;
        var parent = message is { Cursor.Length: 0, Full: false, Snapshot.Length: 0 }
            ? await repository.Snapshots.FindLatestAsync(
                new SnapshotFilter { Tags = message.Run.ComponentTags() }, cancellationToken)
            : await ParentAsync(repository, message, cancellationToken);
        var page = await FilesPlanner.NextAsync(
            repository,
            Sources(message),
            parent?.Tree,
            RangeText.Cursor(message.Cursor),
            RangeText.Limits(message),
            cancellationToken);
        return MovementResult.Done(message) with
        {
            Page = RangeText.Page(page) with
            {
                Snapshot = parent?.Id.ToString() ?? "",
                Host = repository.Options.Host.Hostname,
            },
        };
    }

    public async Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        if (await vault.LoadIndexAsync(message, cancellationToken))
        {
            await ForgetLostPacksAsync(vault, message, cancellationToken);
        }

        var repository = vault.Repository;
        var parent = await ParentAsync(repository, message, cancellationToken);
        await using var writer =
            repository.CreateWriter(BlobWriterOptions.Default with { VerifyOnWrite = true });
        var backup = await FilesBackup.RunAsync(
            repository,
            writer,
            Sources(message),
            parent?.Tree,
            RangeText.Range(message.Range),
            new FilesBackupOptions(),
            cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return MovementResult.Done(message) with
        {
            Tree = backup.Tree.ToString(),
            Stats = Stats(backup.Statistics, writer.Counters),
            WarningCount = (int)Math.Min(int.MaxValue, backup.Statistics.Warnings),
            Warnings = WarningText.First(
                backup.Warnings.Select(warning => $"{warning.Path}: {warning.Reason}")),
        };
    }

    // A run begins again when its commit found that something is missing. Where an index goes on naming packs
    // that the store has lost, what was in them has to be moved all the same.
    private static Task ForgetLostPacksAsync(
        OpenedVault vault, MovementMessage message, CancellationToken cancellationToken) =>
        message.Attempt > 1 ? vault.Repository.ForgetLostPacksAsync(cancellationToken) : Task.CompletedTask;

    private static SourceSet Sources(MovementMessage message) =>
        new(message.Paths) { Root = message.Root, Excludes = message.Excludes };

    private static async Task<Snapshot?> ParentAsync(
        Repository repository, MovementMessage message, CancellationToken cancellationToken)
    {
        if (message.Snapshot.Length == 0)
        {
            return null;
        }

        try
        {
            return await repository.Snapshots.LoadAsync(BlobId.Parse(message.Snapshot), cancellationToken);
        }
        catch (MeshException gone) when (gone.Code is "snapshot-not-found" or "object-not-found")
        {
            // Somebody forgot it meanwhile: then everything is read, and what the vault has is not stored
            // again.
            return null;
        }
    }

    private static MovementStats Stats(BackupStatistics backup, WriteCounters written) => new()
    {
        FilesNew = backup.NewFiles,
        FilesChanged = backup.ChangedFiles,
        FilesUnmodified = backup.UnmodifiedFiles,
        Directories = backup.NewDirectories + backup.ChangedDirectories + backup.UnmodifiedDirectories,
        Bytes = backup.Bytes,
        BytesAdded = written.BytesAdded,
        BytesStored = written.BytesStored,
        Blobs = written.DataBlobs + written.TreeBlobs,
    };
}
