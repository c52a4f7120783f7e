using Mesh.Vault.Locks;

namespace Mesh.Vault.Snapshots;

/// <summary>The snapshots of a repository.</summary>
public sealed class SnapshotStore
{
    /// <summary>All snapshots that the filter lets through, oldest first.</summary>
    public Task<IReadOnlyList<Snapshot>> ListAsync(SnapshotFilter filter, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>The newest snapshot that the filter lets through, or null.</summary>
    public Task<Snapshot?> FindLatestAsync(SnapshotFilter filter, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// The snapshot that <paramref name="reference"/> means: <c>latest</c> (of those the filter lets through), an id or
    /// the beginning of one.
    /// </summary>
    /// <exception cref="Domain.Errors.MeshException"><c>snapshot-not-found</c>, <c>snapshot-ambiguous</c></exception>
    public Task<Snapshot> FindAsync(string reference, SnapshotFilter filter, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public Task<Snapshot> LoadAsync(BlobId id, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Stores the snapshot and reads it back. All that it refers to must have been flushed before.</summary>
    /// <returns>The snapshot with its id.</returns>
    public Task<Snapshot> SaveAsync(Snapshot snapshot, RepositoryLock? held, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Forgets a snapshot; its data stays until a prune.</summary>
    /// <returns>False when it was not there.</returns>
    public Task<bool> DeleteAsync(BlobId id, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
