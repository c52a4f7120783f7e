namespace Mesh.Vault.Locks;

/// <summary>A lock that we hold. Disposing of it removes it from the repository.</summary>
public sealed class RepositoryLock : IAsyncDisposable
{
    public bool Exclusive => throw new NotImplementedException();

    public string Tag => throw new NotImplementedException();

    /// <summary>Cancelled when the lock was lost, so that work under it can stop.</summary>
    public CancellationToken Lost => throw new NotImplementedException();

    /// <summary>Throws when the lock could not be refreshed for so long that others may take it for stale.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>lock-lost</c></exception>
    public void EnsureHeld() => throw new NotImplementedException();

    /// <summary>Stops refreshing but leaves the lock file for <see cref="LockManager.RemoveOwnAsync"/>.</summary>
    public ValueTask DetachAsync() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
