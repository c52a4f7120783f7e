using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Errors;
using Mesh.Vault.Indexes;
using Mesh.Vault.Keys;
using Mesh.Vault.Snapshots;

namespace Mesh.Vault.Checking;

/// <summary>Looks for damage in a repository: where the invariants of docs/FORMAT.md do not hold. Changes
/// nothing.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>invariant</term><description>codes of its findings</description></listheader>
/// <item><term>I1</term><description>key-damaged, index-damaged, snapshot-damaged,
/// pack-damaged</description></item>
/// <item><term>I2</term><description>blob-damaged, pack-damaged, tree-unreadable</description></item>
/// <item><term>I3</term><description>pack-missing, pack-size, pack-unreadable</description></item>
/// <item><term>I4</term><description>index-overlap, index-differs</description></item>
/// <item><term>I5</term><description>tree-missing, tree-unreadable</description></item>
/// <item><term>I6</term><description>blob-missing, file-size</description></item>
/// <item><term>I9, I10, I11</term><description>notes: pack-orphan, blob-duplicate,
/// pack-mixed</description></item>
/// </list>
/// </remarks>
public sealed class Checker
{
    private readonly Repository _repository;
    private readonly CheckOptions _options;
    private readonly Findings _findings = new();

    private Checker(Repository repository, CheckOptions options)
    {
        _repository = repository;
        _options = options;
    }

    /// <summary>
    /// Checks the index against the packs and every snapshot against the index; with
    /// <see cref="CheckOptions.ReadData"/> every byte of every pack as well. Loads the index anew.
    /// </summary>
    /// <exception cref="MeshException">The store fails, so that nothing can be said.</exception>
    public static async Task<CheckResult> CheckAsync(
        Repository repository, CheckOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        return await new Checker(repository, options).RunAsync(cancellationToken);
    }

    private async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _repository.LoadIndexAsync(null, cancellationToken);
        }
        catch (MeshException error) when (Damage.Is(error))
        {
            // What the sound index files say can still be checked.
            _findings.Error("index-damaged", error.Subject, error.Cause);
        }

        await CheckKeysAsync(cancellationToken);
        var inventory = await PackInventory.TakeAsync(_repository, cancellationToken);
        CheckPacks(inventory);
        CountDuplicates(cancellationToken);
        var snapshots = await CheckSnapshotsAsync(inventory, cancellationToken);
        var bytesRead = _options.ReadData ? await ReadPacksAsync(inventory, cancellationToken) : 0;
        return new CheckResult(
            _findings.ToList(), _findings.Errors, snapshots, inventory.Stored.Count, bytesRead);
    }

    private async Task CheckKeysAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, _) in await _repository.Files.ListAsync(FileKind.Key, cancellationToken))
        {
            try
            {
                await KeyRing.LoadAsync(_repository.Store, id, cancellationToken);
            }
            catch (MeshException error) when (error is not ObjectStoreException { IsTransient: true })
            {
                _findings.Error("key-damaged", $"key {id}", error.Cause);
            }
        }
    }

    private void CheckPacks(PackInventory inventory)
    {
        foreach (var (pack, sum) in inventory.Indexed.All)
        {
            if (!inventory.Stored.TryGetValue(pack, out var size))
            {
                _findings.Error(
                    "pack-missing", $"pack {pack}", "an index names it, but it is not in the store");
            }
            else if (size != sum.PackSize)
            {
                _findings.Error("pack-size", $"pack {pack}",
                    $"it has {size} bytes, by the index it should have {sum.PackSize}");
            }
            else if (!sum.IsContiguous)
            {
                _findings.Error(
                    "index-overlap", $"pack {pack}", "by the index its blobs overlap or leave gaps");
            }

            if (sum is { Trees: > 0, Data: > 0 } && _repository.Config.Version > 1)
            {
                _findings.Note(
                    "pack-mixed", $"pack {pack}", "it holds data and trees, as very old restics wrote it");
            }
        }

        foreach (var pack in inventory.Stored.Keys.Where(pack => !inventory.Indexed.TryGet(pack, out _)))
        {
            _findings.Note(
                "pack-orphan", $"pack {pack}", "no index names it: a backup is running or was interrupted");
        }
    }

    private void CountDuplicates(CancellationToken cancellationToken)
    {
        var batch = new BlobLocation[4_096];
        long duplicates = 0;
        for (var start = 0; _repository.Index.Copy(start, batch) is > 0 and var length; start += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var location in batch.AsSpan(0, length))
            {
                var isFirst = _repository.Index.TryFind(location.Entry.Type, location.Entry.Id, out var first)
                    && first == location;
                duplicates += isFirst ? 0 : 1;
            }
        }

        if (duplicates > 0)
        {
            _findings.Note("blob-duplicate", "index", $"{duplicates} blobs are stored more than once");
        }
    }

    private async Task<long> CheckSnapshotsAsync(PackInventory inventory, CancellationToken cancellationToken)
    {
        var walk = new TreeWalk(_repository, inventory, _findings);
        var files = await _repository.Files.ListAsync(FileKind.Snapshot, cancellationToken);
        for (var i = 0; i < files.Count; i++)
        {
            _options.Progress?.Report(new VaultProgress("snapshots", i, files.Count));
            if (await LoadSnapshotAsync(files[i].Id, cancellationToken) is { } snapshot)
            {
                await walk.VisitAsync(
                    snapshot.Tree, $"snapshot {snapshot.Id.ToShortString()}", cancellationToken);
            }
        }

        _options.Progress?.Report(new VaultProgress("snapshots", files.Count, files.Count));
        return files.Count;
    }

    private async Task<Snapshot?> LoadSnapshotAsync(BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            return await _repository.Snapshots.LoadAsync(id, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            // Forgotten since it was listed.
            return null;
        }
        catch (MeshException error) when (Damage.Is(error))
        {
            _findings.Error("snapshot-damaged", $"snapshot {id}", error.Cause);
            return null;
        }
    }

    private async Task<long> ReadPacksAsync(PackInventory inventory, CancellationToken cancellationToken)
    {
        var packs = inventory.Indexed.All
            .Select(pack => pack.Key).Where(inventory.Stored.ContainsKey).ToList();
        packs = _options.Subset?.Of(packs, _repository.Options.RandomNumberGenerator) ?? packs;
        var idle = new ConcurrentBag<PackVerifier>();
        long bytes = 0;
        var done = 0;
        await Parallel.ForEachAsync(
            packs,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = cancellationToken,
            },
            async (pack, token) =>
            {
                var verifier = idle.TryTake(out var used)
                    ? used
                    : new PackVerifier(_repository, inventory, _findings);
                Interlocked.Add(ref bytes, await verifier.VerifyAsync(pack, token));
                idle.Add(verifier);
                _options.Progress?.Report(
                    new VaultProgress("packs", Interlocked.Increment(ref done), packs.Count));
            });
        return bytes;
    }
}
