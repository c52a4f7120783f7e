using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Errors;
using Mesh.Vault.Locks;

namespace Mesh.Vault.Snapshots;

/// <summary>The snapshots of a repository.</summary>
public sealed class SnapshotStore
{
    private const string Latest = "latest";

    private readonly RepositoryFiles _files;
    private readonly int _connections;

    internal SnapshotStore(RepositoryFiles files, int connections)
    {
        _files = files;
        _connections = connections;
    }

    /// <summary>All snapshots that the filter lets through, oldest first.</summary>
    public Task<IReadOnlyList<Snapshot>> ListAsync(
        SnapshotFilter filter, CancellationToken cancellationToken) =>
        ListAsync(filter, null, cancellationToken);

    /// <summary>
    /// As above, for those who must go on without a snapshot whose file is damaged.
    /// </summary>
    /// <param name="filter">Which are meant.</param>
    /// <param name="damaged">Told of each file that cannot be read, from any thread; null: such a file ends
    /// the listing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Snapshot>> ListAsync(
        SnapshotFilter filter, Action<MeshException>? damaged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var found = new ConcurrentBag<Snapshot>();
        await Parallel.ForEachAsync(
            await _files.ListAsync(FileKind.Snapshot, cancellationToken),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = _connections,
                CancellationToken = cancellationToken,
            },
            async (file, token) =>
            {
                try
                {
                    if (await LoadUnlessGoneAsync(file.Id, token) is { } snapshot && filter.Matches(snapshot))
                    {
                        found.Add(snapshot);
                    }
                }
                catch (MeshException error) when (damaged is not null && error.Code == "damaged-snapshot")
                {
                    damaged(error);
                }
            });
        return [.. found.OrderBy(snapshot => snapshot.Time).ThenBy(snapshot => snapshot.Id)];
    }

    /// <summary>The newest snapshot that the filter lets through, or null.</summary>
    public async Task<Snapshot?> FindLatestAsync(SnapshotFilter filter, CancellationToken cancellationToken)
    {
        var snapshots = await ListAsync(filter, cancellationToken);
        return snapshots.Count > 0 ? snapshots[^1] : null;
    }

    /// <summary>
    /// The snapshot that <paramref name="reference"/> means: <c>latest</c> (of those the filter lets
    /// through), an id or the beginning of one.
    /// </summary>
    /// <exception cref="MeshException"><c>snapshot-not-found</c>, <c>snapshot-ambiguous</c></exception>
    public async Task<Snapshot> FindAsync(
        string reference, SnapshotFilter filter, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (reference == Latest)
        {
            return await FindLatestAsync(filter, cancellationToken)
                ?? throw NotFound(reference, "the repository has no such snapshot");
        }

        var ids = (await _files.ListAsync(FileKind.Snapshot, cancellationToken))
            .Select(file => file.Id)
            .Where(id => id.ToString().StartsWith(reference, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return ids.Count switch
        {
            0 => throw NotFound(reference, "no snapshot's id begins so"),
            1 => await LoadAsync(ids[0], cancellationToken),
            _ => throw new MeshException("snapshot-ambiguous", $"snapshot {reference}",
                $"the ids of {ids.Count} snapshots begin so", "give more digits", ExitCode.BadInput),
        };
    }

    /// <exception cref="MeshException"><c>damaged-snapshot</c>: it is not what its name says; the message names
    /// the file.</exception>
    public async Task<Snapshot> LoadAsync(BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            return SnapshotJson.Parse(id, await _files.LoadAsync(FileKind.Snapshot, id, cancellationToken));
        }
        catch (MeshException error) when (Damage.Is(error))
        {
            throw new MeshException(
                "damaged-snapshot",
                _files.Describe(FileKind.Snapshot, id),
                error.Cause,
                "bring the file back from a copy of the repository; or delete it, and go on without this snapshot",
                innerException: error);
        }
    }

    /// <summary>Stores the snapshot and reads it back. All that it refers to must have been flushed
    /// before.</summary>
    /// <returns>The snapshot with its id.</returns>
    public async Task<Snapshot> SaveAsync(
        Snapshot snapshot, RepositoryLock? held, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        held?.EnsureHeld();
        var json = SnapshotJson.Write(snapshot);
        var id = await _files.SaveAsync(FileKind.Snapshot, json, verify: true, cancellationToken);
        return snapshot with { Id = id };
    }

    /// <summary>Forgets a snapshot; its data stays until a prune.</summary>
    /// <returns>False when it was not there.</returns>
    public Task<bool> DeleteAsync(BlobId id, CancellationToken cancellationToken) =>
        _files.DeleteAsync(FileKind.Snapshot, id, cancellationToken);

    // Somebody may forget a snapshot between the listing and the reading.
    private async Task<Snapshot?> LoadUnlessGoneAsync(BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(id, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    private static MeshException NotFound(string reference, string cause) => new(
        "snapshot-not-found", $"snapshot {reference}", cause, "list them with 'mesh vault snapshots'",
        ExitCode.BadInput);
}
