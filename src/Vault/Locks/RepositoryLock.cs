using System.Runtime.InteropServices;
using Mesh.Domain.Errors;

namespace Mesh.Vault.Locks;

/// <summary>A lock that we hold. Disposing of it removes it from the repository.</summary>
public sealed class RepositoryLock : IAsyncDisposable
{
    // Looked at often, so that a failed refresh is repeated long before the lock is lost.
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMinutes(1);

    private readonly LockManager _manager;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private readonly PosixSignalRegistration _hangUp;

    // The newest lock file last; before it those that a refresh could not delete yet.
    private readonly List<BlobId> _files;
    private long _refreshed;

    internal RepositoryLock(LockManager manager, BlobId id, bool exclusive, string tag, TimeProvider time)
    {
        _manager = manager;
        _files = [id];
        _time = time;
        _refreshed = time.GetTimestamp();
        Exclusive = exclusive;
        Tag = tag;

        // restic asks whether we live by this signal, which would end us.
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        _timer = time.CreateTimer(_ => _ = RefreshIfDueAsync(), null, _lookInterval, _lookInterval);
    }

    public bool Exclusive { get; }

    public string Tag { get; }

    /// <summary>Cancelled when the lock was lost, so that work under it can stop.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why the last refresh failed, or null.</summary>
    public Exception? RefreshFailure { get; private set; }

    private TimeSpan Age => _time.GetElapsedTime(Interlocked.Read(ref _refreshed));

    /// <summary>Throws when the lock could not be refreshed for so long that others may take it for
    /// stale.</summary>
    /// <exception cref="MeshException"><c>lock-lost</c></exception>
    public void EnsureHeld()
    {
        if (_lost.IsCancellationRequested || Age > LockRules.HolderGivesUp)
        {
            throw new MeshException("lock-lost", "the repository's lock",
                $"it could not be refreshed for {Age.TotalMinutes:0} minutes, others may write now",
                "start again; what was stored is used again", ExitCode.Locked, RefreshFailure);
        }
    }

    /// <summary>Stops refreshing but leaves the lock file for <see
    /// cref="LockManager.RemoveOwnAsync"/>.</summary>
    public async ValueTask DetachAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync();
        await _timer.DisposeAsync();
        await _refreshing.WaitAsync();
        _hangUp.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCancellationRequested)
        {
            await DetachAsync();
            await DeleteAllBut(0);
        }
    }

    private async Task DeleteAllBut(int kept)
    {
        while (_files.Count > kept)
        {
            await _manager.DeleteAsync(_files[0], CancellationToken.None);
            _files.RemoveAt(0);
        }
    }

    // Runs on a timer, so nobody waits for it: a failure is kept and tells when the lock counts as lost.
    private async Task RefreshIfDueAsync()
    {
        if (Age > LockRules.HolderGivesUp)
        {
            await _lost.CancelAsync();
        }

        if (_lost.IsCancellationRequested || Age < LockRules.RefreshInterval
            || !await _refreshing.WaitAsync(0))
        {
            return;
        }

        try
        {
            var started = _time.GetTimestamp();
            _files.Add(await _manager.CreateAsync(Exclusive, Tag, CancellationToken.None));
            Interlocked.Exchange(ref _refreshed, started);
            RefreshFailure = null;
            await DeleteAllBut(1);
        }
        catch (Exception error)
        {
            RefreshFailure = error;
        }
        finally
        {
            _refreshing.Release();
        }
    }
}
