namespace Mesh.Vault.Locks;

/// <summary>
/// The locks of a repository, by restic's rules: any number of shared ones, or one exclusive one alone. A lock is a
/// file; whoever dies leaves it behind, so locks carry a tag by which their owner's successor finds them.
/// </summary>
public sealed class LockManager
{
    /// <summary>Takes a lock, which is refreshed in the background until it is disposed of.</summary>
    /// <param name="tag">The run that holds it; empty for none.</param>
    /// <exception cref="Domain.Errors.MeshException"><c>repository-locked</c></exception>
    public Task<RepositoryLock> AcquireAsync(bool exclusive, string tag, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Every lock that can be read, stale ones included.</summary>
    public Task<IReadOnlyList<LockInfo>> ListAsync(CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Whether a lock, other than those with this tag, keeps us from taking one.</summary>
    public Task<bool> IsLockedAsync(bool exclusive, string tag, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Renews the locks with this tag once, whoever made them: for a run whose holder is not one process. Does not keep
    /// refreshing.
    /// </summary>
    /// <returns>False when there was none: somebody removed it.</returns>
    public Task<bool> RefreshOwnAsync(string tag, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Removes every lock with this tag.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RemoveOwnAsync(string tag, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Removes locks older than 30 minutes and those of dead processes of this machine.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RemoveStaleAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
