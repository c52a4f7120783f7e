using Mesh.Activities.Vaults;
using Mesh.Catalog.Points;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;
using Mesh.Vault;
using Mesh.Vault.Comparing;
using Mesh.Vault.Snapshots;

namespace Mesh.Activities.Standbys;

/// <summary>Tells how the files that were kept of a site differ from what its successor was given.</summary>
public sealed class KeptComparison(VaultOpener vaults)
{
    /// <summary>The difference. Changes nothing.</summary>
    /// <param name="run">The backup that kept them.</param>
    /// <param name="site">The site.</param>
    /// <param name="given">The point that the successor was filled with; null where there was none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PermanentFailureException">The vault has no snapshot of the run.</exception>
    public async Task<KeptFiles> OfAsync(
        RunScope run, string site, PointRecord? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var vault = await vaults.OpenAsync(run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        var kept = await vault.Repository.Snapshots.FindLatestAsync(
            new SnapshotFilter { Tags = [run.RunTag()] }, cancellationToken)
            ?? throw new PermanentFailureException($"the vault has no snapshot of run {run.RunId}");
        var told = new KeptFiles(run.Component, site, kept.Id.ToString());
        return given is null ? told : await CompareAsync(
            vault.Repository, told, kept, given, cancellationToken);
    }

    private static async Task<KeptFiles> CompareAsync(
        Repository repository,
        KeptFiles told,
        Snapshot kept,
        PointRecord given,
        CancellationToken cancellationToken)
    {
        var before = await repository.Snapshots.LoadAsync(BlobId.Parse(given.Snapshot!), cancellationToken);
        var (count, newest) = (new Dictionary<ChangeKind, long>(), given.ConsistencyTime);
        await new TreeDiff(repository, Note) { Metadata = true }
            .CompareAsync(before.Tree, kept.Tree, cancellationToken);
        return told with
        {
            Given = given.Snapshot!,
            Added = count.GetValueOrDefault(ChangeKind.Added),
            Removed = count.GetValueOrDefault(ChangeKind.Removed),
            Changed = count.Where(each => each.Key is not (ChangeKind.Added or ChangeKind.Removed))
                .Sum(each => each.Value),
            RpoSeconds = Math.Round((newest - given.ConsistencyTime).TotalSeconds, 3),
            IsEmpty = kept.Summary is { TotalFilesProcessed: 0 }
                && before.Summary is { TotalFilesProcessed: > 0 },
        };

        // What stands above the paths is not the component's. The time that a file gives for its content can
        // be set by anybody; when its entry was changed cannot.
        void Note(TreeChange change)
        {
            if (!kept.Paths.Any(path =>
                change.Path == path || change.Path.StartsWith(path + "/", StringComparison.Ordinal)))
            {
                return;
            }

            count[change.Kind] = count.GetValueOrDefault(change.Kind) + 1;
            if (change.After is { } after && after.ChangeTime.ToDateTimeOffset() > newest)
            {
                newest = after.ChangeTime.ToDateTimeOffset();
            }
        }
    }
}
