using Mesh.Domain.Errors;
using Mesh.Vault.Checking;
using Mesh.Vault.Indexes;
using Mesh.Vault.Locks;

namespace Mesh.Vault.Pruning;

/// <summary>
/// Removes what no snapshot needs. Needed parts of packs are copied while others work in the repository;
/// then, with the repository to itself, it looks at all that was stored since, writes an index without the
/// packs that go, removes the old index and then the packs. Cut off anywhere it has lost nothing: what is
/// doubled, or in no index, the next one removes.
/// </summary>
public sealed class Pruner
{
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(1);

    private readonly Repository _repository;
    private readonly PruneOptions _options;

    private Pruner(Repository repository, PruneOptions options) =>
        (_repository, _options) = (repository, options);

    /// <summary>
    /// What a prune would do now. The caller holds a lock, or does not mind that it may be wrong already.
    /// </summary>
    /// <exception cref="MeshException"><c>prune-refused</c>: something that is needed cannot be
    /// read.</exception>
    public static async Task<PrunePlan> PlanAsync(
        Repository repository, PruneOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        return (await new Pruner(repository, options).LookAsync(cancellationToken)).Plan;
    }

    /// <summary>Prunes. Takes its own locks; the caller must hold none in this repository.</summary>
    /// <returns>What was done.</returns>
    /// <exception cref="MeshException"><c>prune-refused</c>; <c>repository-locked</c>: others did not end
    /// within <see cref="PruneOptions.LockWait"/>; nothing was removed.</exception>
    public static Task<PrunePlan> PruneAsync(
        Repository repository, PruneOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        return new Pruner(repository, options).RunAsync(cancellationToken);
    }

    private async Task<PrunePlan> RunAsync(CancellationToken cancellationToken)
    {
        var look = await UnderLockAsync(exclusive: false, CopyAsync, cancellationToken);
        return look.Plan.IsIdle
            ? look.Plan
            : await UnderLockAsync(
                exclusive: true,
                async (held, stop) =>
                {
                    await _repository.LoadIndexAsync(null, stop);
                    if (_repository.Index != look.Used.Index)
                    {
                        // Another prune has been here in between.
                        look = await CopyAsync(held, stop);
                    }

                    await RemoveAsync(look, held, stop);
                    return look.Plan;
                },
                cancellationToken);
    }

    private async Task<Look> CopyAsync(RepositoryLock held, CancellationToken cancellationToken)
    {
        var look = await LookAsync(cancellationToken);
        await new Repacking(_repository, look.Used, _options).RunAsync(
            look.Choice.Repacked, held, cancellationToken);
        return look;
    }

    private async Task<Look> LookAsync(CancellationToken cancellationToken)
    {
        _options.Progress?.Report(new VaultProgress("index", 0, 0));
        await _repository.LoadIndexAsync(null, cancellationToken);
        var inventory = await PackInventory.TakeAsync(_repository, cancellationToken);
        var used = new UsedBlobs(_repository);
        await used.MarkAsync(inventory, alone: false, _options.Progress, cancellationToken);
        var choice = PruneChoice.Of(used, _options, cancellationToken);
        var plan =
            choice.ToPlan(used.Snapshots, [.. Orphans(inventory).Select(pack => inventory.Stored[pack])]);
        return new Look(used, choice, plan);
    }

    private async Task RemoveAsync(Look look, RepositoryLock held, CancellationToken cancellationToken)
    {
        var inventory = await PackInventory.TakeAsync(_repository, cancellationToken);
        await look.Used.MarkAsync(inventory, alone: true, _options.Progress, cancellationToken);
        var gone = look.Choice.Unused.Concat(look.Choice.Repacked).ToHashSet();
        Spare(look.Used, inventory, gone, cancellationToken);
        var old = await _repository.Files.ListAsync(FileKind.Index, cancellationToken);
        if (gone.Count > 0)
        {
            await WriteIndexAsync(inventory, gone, held, cancellationToken);
            await DeleteAsync(
                FileKind.Index, "old index", [.. old.Select(file => file.Id)], held, cancellationToken);
        }

        await DeleteAsync(
            FileKind.Pack,
            "remove",
            [.. gone.Where(inventory.Stored.ContainsKey), .. Orphans(inventory)],
            held,
            cancellationToken);
        await _repository.LoadIndexAsync(null, cancellationToken);
    }

    // A backup that ran meanwhile may have used what nobody needed before; and nothing goes whose only other
    // copy goes too.
    private static void Spare(
        UsedBlobs used, PackInventory inventory, HashSet<BlobId> gone, CancellationToken cancellationToken)
    {
        var batch = new BlobLocation[4_096];
        for (var start = 0; used.Index.Copy(start, batch) is > 0 and var length; start += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var place = 0; place < length; place++)
            {
                var (pack, entry) = batch[place];
                if (!used[start + place])
                {
                    continue;
                }

                if (gone.Contains(pack) && !used.Index.FindAll(entry.Type, entry.Id).Exists(other =>
                    !gone.Contains(other.Pack) && inventory.IsSound(other.Pack)))
                {
                    gone.Remove(pack);
                }

                if (!gone.Contains(pack) && !inventory.IsSound(pack))
                {
                    throw new MeshException(
                        "prune-refused",
                        $"pack {pack}",
                        "it is needed, and has vanished or was cut meanwhile",
                        "see what 'mesh vault check' says; nothing was removed");
                }
            }
        }
    }

    private async Task WriteIndexAsync(
        PackInventory inventory,
        HashSet<BlobId> gone,
        RepositoryLock held,
        CancellationToken cancellationToken)
    {
        var pending = new List<IndexedPack>();
        var blobs = 0;
        var kept = inventory.Indexed.Count - gone.Count;
        var done = 0;
        foreach (var pack in IndexedPack.All(_repository.Index, inventory.Indexed)
            .Where(pack => !gone.Contains(pack.Id) && inventory.Stored.ContainsKey(pack.Id)))
        {
            if (pending.Count > 0 && blobs + pack.Entries.Count > IndexFile.MaxBlobs)
            {
                await SaveAsync();
            }

            pending.Add(pack);
            blobs += pack.Entries.Count;
        }

        await SaveAsync();

        async Task SaveAsync()
        {
            if (pending.Count == 0)
            {
                return;
            }

            held.EnsureHeld();
            await _repository.Files.SaveAsync(
                FileKind.Index, IndexFile.Write(pending), verify: true, cancellationToken);
            done += pending.Count;
            _options.Progress?.Report(new VaultProgress("new index", done, kept));
            pending.Clear();
            blobs = 0;
        }
    }

    private async Task DeleteAsync(
        FileKind kind,
        string phase,
        IReadOnlyList<BlobId> files,
        RepositoryLock held,
        CancellationToken cancellationToken)
    {
        var done = 0;
        await Parallel.ForEachAsync(
            files,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = _repository.Options.Connections,
                CancellationToken = cancellationToken,
            },
            async (id, token) =>
            {
                held.EnsureHeld();
                await _repository.Files.DeleteAsync(kind, id, token);
                _options.Progress?.Report(
                    new VaultProgress(phase, Interlocked.Increment(ref done), files.Count));
            });
    }

    // When the lock is lost the work stops, and that is the error.
    private async Task<T> UnderLockAsync<T>(
        bool exclusive,
        Func<RepositoryLock, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await using var held = await LockAsync(exclusive, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, held.Lost);
        try
        {
            return await work(held, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            held.EnsureHeld();
            throw;
        }
    }

    private async Task<RepositoryLock> LockAsync(bool exclusive, CancellationToken cancellationToken)
    {
        var time = _repository.Options.TimeProvider;
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _repository.Locks.AcquireAsync(exclusive, tag: "", cancellationToken);
            }
            catch (MeshException error) when (error.Code == "repository-locked"
                && time.GetElapsedTime(began) < _options.LockWait)
            {
                _options.Progress?.Report(new VaultProgress("wait for locks", 0, 0));
                await Task.Delay(LockPause, time, cancellationToken);
            }
        }
    }

    private static IEnumerable<BlobId> Orphans(PackInventory inventory) =>
        inventory.Stored.Keys.Where(pack => !inventory.Indexed.TryGet(pack, out _));

    private sealed record Look(UsedBlobs Used, PruneChoice Choice, PrunePlan Plan);
}
