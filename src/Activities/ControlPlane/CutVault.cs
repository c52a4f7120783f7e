using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Domain.Retention;
using Mesh.Domain.Sites;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Activities.ControlPlane;

/// <summary>Stores cuts as snapshots whose root is the data folder itself, and forgets old ones.</summary>
internal sealed class CutVault(
    VaultOpener vaults,
    string repository,
    string password,
    Incarnation incarnation,
    RetentionRules keep,
    TimeProvider time)
{
    private readonly RunScope scope = new()
    {
        // Whoever dies leaves a lock, which the same life finds by its name.
        RunId = $"{CutTags.Kind}-{incarnation.Id}",
        System = "mesh",
        Component = "control-plane",
        Repository = repository,
        PasswordReference = password,
    };

    /// <summary>Stores a folder, and returns when a stranger finds all of it in the store.</summary>
    /// <returns>The snapshot, and the bytes of the files.</returns>
    public async Task<(BlobId Snapshot, long Bytes)> StoreAsync(
        string folder, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await vaults.CreateIfMissingAsync(scope, cancellationToken);
        var vault = await vaults.ReopenAsync(scope, cancellationToken);
        var inner = vault.Repository;
        await inner.Locks.RemoveOwnAsync(scope.RunId, cancellationToken);
        BlobId snapshot;
        long bytes;
        await using (var held = await inner.Locks.AcquireAsync(false, scope.RunId, cancellationToken))
        {
            await vault.ReloadIndexAsync(cancellationToken);
            (var tree, bytes) = await ReadAsync(inner, folder, cancellationToken);
            var saved = await inner.Snapshots.SaveAsync(Draft(inner, tree, at), held, cancellationToken);
            snapshot = saved.Id;
        }

        await VerifyAsync(snapshot, cancellationToken);
        return (snapshot, bytes);
    }

    /// <summary>
    /// Forgets cuts of this life, and of those that it has replaced, each by the rules for itself: what a
    /// replaced Mesh goes on to store pushes out nothing of this one.
    /// </summary>
    public async Task ForgetAsync(BlobId newest, CancellationToken cancellationToken)
    {
        var inner = (await vaults.OpenAsync(scope, cancellationToken)).Repository;
        var snapshots = await inner.Snapshots.ListAsync(CutTags.Filter, cancellationToken);
        foreach (var life in snapshots.GroupBy(CutTags.LifeOf)
            .Where(life => life.Key == incarnation.Id || incarnation.Replaced.Contains(life.Key)))
        {
            var points = life.Select(each => new RetainedPoint(
                each.Id.ToString(), each.Time.ToDateTimeOffset(), each.Tags));
            foreach (var old in RetentionPolicy.Apply(keep, points, time.GetUtcNow())
                .Where(decision => !decision.Keep && decision.Point.Id != newest.ToString()))
            {
                await inner.Snapshots.DeleteAsync(BlobId.Parse(old.Point.Id), cancellationToken);
            }
        }
    }

    private static async Task<(BlobId Tree, long Bytes)> ReadAsync(
        Repository inner, string folder, CancellationToken cancellationToken)
    {
        await using var writer =
            inner.CreateWriter(BlobWriterOptions.Default with { VerifyOnWrite = true });
        var read = await FilesBackup.RunAsync(
            inner, writer, new SourceSet([folder]), null, TreeRange.Whole, new FilesBackupOptions(),
            cancellationToken);
        await writer.FlushAsync(cancellationToken);
        if (read.Statistics.Warnings > 0)
        {
            throw new MeshException(
                "cut-incomplete", folder,
                string.Join("; ", read.Warnings.Take(5).Select(each => $"{each.Path}: {each.Reason}")),
                "see to the folder; the next attempt makes it anew");
        }

        var tree = read.Tree;
        foreach (var name in Path.GetFullPath(folder).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var nodes = await inner.LoadTreeAsync(tree, cancellationToken);
            tree = nodes.Find(NodeName.FromText(name))?.Subtree ?? throw new MeshException(
                "cut-incomplete", folder, $"'{name}' of its path was not stored", "");
        }

        return (tree, read.Statistics.Bytes);
    }

    // As a stranger would: opened anew, the index read from the store.
    private async Task VerifyAsync(BlobId snapshot, CancellationToken cancellationToken)
    {
        await using var stranger = await vaults.OpenFreshAsync(scope, cancellationToken);
        await stranger.ReloadIndexAsync(cancellationToken);
        var seen = await stranger.Repository.Snapshots.LoadAsync(snapshot, cancellationToken);
        var verified = await SnapshotVerifier.VerifyAsync(
            stranger.Repository, seen.Tree, cancellationToken);
        if (!verified.IsComplete)
        {
            throw new MeshException(
                "cut-damaged", $"snapshot {snapshot.ToShortString()}",
                string.Join(
                    "; ", verified.Findings.Take(5).Select(each => $"{each.Subject}: {each.Message}")),
                "run 'mesh vault check' on the repository");
        }
    }

    private Snapshot Draft(Repository inner, BlobId tree, DateTimeOffset at)
    {
        var host = inner.Options.Host;
        return new Snapshot
        {
            Time = Timestamp.From(at),
            Tree = tree,
            Paths = ["/"],
            Hostname = CutTags.Host,
            Username = host.Username,
            Uid = host.Uid,
            Gid = host.Gid,
            Tags = CutTags.Of(incarnation),
            ProgramVersion = $"mesh {typeof(CutVault).Assembly.GetName().Version?.ToString(3)}",
        };
    }
}
