using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Snapshots;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Backups;

/// <summary>
/// Writes a run's snapshot once all that it needs is seen to be in the store. A run has one snapshot: a
/// second commit finds the first's.
/// </summary>
public sealed class CommitSnapshotActivity(VaultOpener vaults, TimeProvider time)
{
    [Function(ActivityNames.CommitSnapshot)]
    public Task<CommitOutcome> Run(
        [ActivityTrigger] CommitRequest request, CancellationToken cancellationToken) =>
        Step.RunAsync(() => CommitAsync(request, cancellationToken));

    private async Task<CommitOutcome> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(request.Run, cancellationToken);
        var repository = vault.Repository;
        var before = await repository.Snapshots.FindLatestAsync(
            new SnapshotFilter { Tags = [request.Run.RunTag()] }, cancellationToken);
        if (before is not null)
        {
            return new CommitOutcome(before.Id.ToString(), 0);
        }

        // The run's own lock may have been removed by force: no prune may begin between the look and the
        // snapshot.
        await using var held =
            await repository.Locks.AcquireAsync(false, request.Run.RunId, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        var tree = BlobId.Parse(request.Tree);
        var seen = await SnapshotVerifier.VerifyAsync(repository, tree, cancellationToken);
        if (!seen.IsComplete)
        {
            return new CommitOutcome("", seen.Findings.Count);
        }

        var host = repository.Options.Host;
        var saved = await repository.Snapshots.SaveAsync(
            new Snapshot
            {
                Time = Timestamp.From(request.ConsistentAt),
                Tree = tree,
                Parent = request.Parent.Length == 0 ? null : BlobId.Parse(request.Parent),
                Paths = request.Paths,
                Excludes = request.Excludes,
                Hostname = request.Host,
                Username = host.Username,
                Uid = host.Uid,
                Gid = host.Gid,
                Tags = [.. request.Run.ComponentTags(), request.Run.RunTag()],
                ProgramVersion = $"mesh {typeof(CommitSnapshotActivity).Assembly.GetName().Version?.ToString(3)}",
                MeshRun = request.Run.RunId,
                Summary = Summary(request),
            },
            held,
            cancellationToken);
        return new CommitOutcome(saved.Id.ToString(), 0);
    }

    private SnapshotSummary Summary(CommitRequest request) => new()
    {
        BackupStart = Timestamp.From(request.StartedAt),
        BackupEnd = Timestamp.From(time.GetUtcNow()),
        FilesNew = request.Stats.FilesNew,
        FilesChanged = request.Stats.FilesChanged,
        FilesUnmodified = request.Stats.FilesUnmodified,
        DirsNew = request.Stats.Directories,
        DataBlobs = request.Stats.Blobs,
        DataAdded = request.Stats.BytesAdded,
        DataAddedPacked = request.Stats.BytesStored,
        TotalFilesProcessed = request.Stats.Files(),
        TotalBytesProcessed = request.Stats.Bytes,
    };
}
