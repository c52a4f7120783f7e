using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Errors;

namespace Mesh.Vault.Locks;

/// <summary>
/// The locks of a repository, by restic's rules: any number of shared ones, or one exclusive one alone. A
/// lock is a file; whoever dies leaves it behind, so locks carry a tag by which their owner's successor finds
/// them.
/// </summary>
public sealed class LockManager
{
    private readonly RepositoryFiles _files;
    private readonly RepositoryOptions _options;

    internal LockManager(RepositoryFiles files, RepositoryOptions options)
    {
        _files = files;
        _options = options;
    }

    /// <summary>Takes a lock, which is refreshed in the background until it is disposed of.</summary>
    /// <param name="exclusive">Whether no other lock may be beside it.</param>
    /// <param name="tag">The run that holds it; empty for none.</param>
    /// <exception cref="MeshException"><c>repository-locked</c></exception>
    public async Task<RepositoryLock> AcquireAsync(
        bool exclusive, string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        await ThrowIfLockedAsync(exclusive, default, cancellationToken);
        var id = await CreateAsync(exclusive, tag, cancellationToken);
        try
        {
            // Whoever wrote a lock at the same moment sees ours, or we see theirs, or both.
            await Task.Delay(LockRules.SettleTime, _options.TimeProvider, cancellationToken);
            await ThrowIfLockedAsync(exclusive, id, cancellationToken);
            return new RepositoryLock(this, id, exclusive, tag, _options.TimeProvider);
        }
        catch
        {
            await DeleteAsync(id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Every lock, stale ones included.</summary>
    /// <exception cref="MeshException"><c>damaged-lock</c>: one cannot be read, so nobody knows what it
    /// forbids.</exception>
    public async Task<IReadOnlyList<LockInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var locks = new List<LockInfo>();
        foreach (var (id, size) in await _files.ListAsync(FileKind.Lock, cancellationToken))
        {
            // Some stores show a file before it has content; a lock that is not complete is not held.
            if (size > 0 && await LoadUnlessGoneAsync(id, cancellationToken) is { } info)
            {
                locks.Add(info);
            }
        }

        return locks;
    }

    /// <summary>Whether a lock, other than those with this tag, keeps us from taking one.</summary>
    public async Task<bool> IsLockedAsync(bool exclusive, string tag, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Any(
            other => (exclusive || other.Exclusive) && (tag.Length == 0 || other.Tag != tag));

    /// <summary>
    /// Renews the locks with this tag once, whoever made them: for a run whose holder is not one process.
    /// Does not keep refreshing.
    /// </summary>
    /// <returns>False when there was none: somebody removed it.</returns>
    public async Task<bool> RefreshOwnAsync(string tag, CancellationToken cancellationToken)
    {
        var own = await ListOwnAsync(tag, cancellationToken);
        if (own.Count == 0)
        {
            return false;
        }

        await CreateAsync(own.Exists(info => info.Exclusive), tag, cancellationToken);
        foreach (var info in own)
        {
            await DeleteAsync(info.Id, cancellationToken);
        }

        return true;
    }

    /// <summary>Removes every lock with this tag.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveOwnAsync(string tag, CancellationToken cancellationToken) =>
        await RemoveAsync(await ListOwnAsync(tag, cancellationToken), cancellationToken);

    /// <summary>Removes locks older than 30 minutes and those of dead processes of this machine.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveStaleAsync(CancellationToken cancellationToken)
    {
        var now = _options.TimeProvider.GetUtcNow();
        var stale = (await ListAsync(cancellationToken))
            .Where(info => LockRules.IsStale(info, now, _options.Host)).ToList();
        return await RemoveAsync(stale, cancellationToken);
    }

    /// <summary>
    /// Removes every lock, whoever holds it, also those that cannot be read. Whoever still works in the
    /// repository may then lose data to others.
    /// </summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAllAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var (id, _) in await _files.ListAsync(FileKind.Lock, cancellationToken))
        {
            removed += await DeleteAsync(id, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    internal Task<BlobId> CreateAsync(bool exclusive, string tag, CancellationToken cancellationToken)
    {
        var host = _options.Host;
        var time = Timestamp.From(_options.TimeProvider.GetLocalNow());
        var info = new LockInfo(
            default, time, exclusive, host.Hostname, host.Username, host.ProcessId, host.Uid, host.Gid, tag);
        return _files.SaveAsync(FileKind.Lock, LockJson.Write(info), verify: false, cancellationToken);
    }

    internal Task<bool> DeleteAsync(BlobId id, CancellationToken cancellationToken) =>
        _files.DeleteAsync(FileKind.Lock, id, cancellationToken);

    private async Task ThrowIfLockedAsync(bool exclusive, BlobId own, CancellationToken cancellationToken)
    {
        foreach (var other in await ListAsync(cancellationToken))
        {
            if (other.Id != own && (exclusive || other.Exclusive))
            {
                throw new MeshException("repository-locked", _files.Store.Location, Describe(other),
                    "wait for it to end; if it is dead, remove its lock with 'mesh vault unlock' or 'restic unlock'",
                    ExitCode.Locked);
            }
        }
    }

    private static string Describe(LockInfo info)
    {
        var kind = info.Exclusive ? "exclusively " : "";
        var holder = $"process {info.ProcessId} on {info.Hostname} as {info.Username}";
        return $"it is locked {kind}by {holder} since {info.Time}";
    }

    private async Task<List<LockInfo>> ListOwnAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return (await ListAsync(cancellationToken)).Where(info => info.Tag == tag).ToList();
    }

    private async Task<int> RemoveAsync(List<LockInfo> locks, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var info in locks)
        {
            removed += await DeleteAsync(info.Id, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    private async Task<LockInfo?> LoadUnlessGoneAsync(BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            return LockJson.Parse(id, await _files.LoadAsync(FileKind.Lock, id, cancellationToken));
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
        catch (MeshException error) when (Damage.Is(error))
        {
            throw new MeshException(
                "damaged-lock",
                _files.Describe(FileKind.Lock, id),
                error.Cause,
                "make sure that nobody works in the repository, then remove all its locks with "
                + "'mesh vault unlock --remove-all'",
                innerException: error);
        }
    }
}
