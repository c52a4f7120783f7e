using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Errors;

namespace Mesh.Vault.Indexes;

/// <summary>The index of a repository, kept up to date with the index files in the store.</summary>
internal sealed class RepositoryIndex(RepositoryFiles files, int connections) : IDisposable
{
    private const int Attempts = 3;

    private readonly SemaphoreSlim _loading = new(1);
    private readonly HashSet<BlobId> _loaded = [];
    private volatile BlobIndex _current = new();

    public BlobIndex Current => _current;

    /// <summary>
    /// Reads the index files that are new. When others have vanished (a prune wrote a new index) everything
    /// is read again, so that no blob is believed to be in a pack that is gone.
    /// </summary>
    /// <exception cref="MeshException"><c>damaged-index</c> and the like, after all the sound files were
    /// read.</exception>
    public async Task LoadAsync(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            // A prune removes index files after it wrote new ones: list again.
            var attempt = 1;
            while (!await TryLoadAsync(progress, attempt == Attempts, cancellationToken))
            {
                attempt++;
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Takes packs out of <see cref="Current"/>.</summary>
    public async Task ForgetAsync(IReadOnlySet<BlobId> lost, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var kept = new BlobIndex();
            var batch = new BlobLocation[4_096];
            for (var start = 0; _current.Copy(start, batch) is > 0 and var length; start += length)
            {
                foreach (var pack in batch.Take(length).GroupBy(location => location.Pack))
                {
                    if (!lost.Contains(pack.Key))
                    {
                        kept.Add(new IndexedPack(pack.Key, [.. pack.Select(location => location.Entry)]));
                    }
                }
            }

            _current = kept;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<bool> TryLoadAsync(
        IProgress<double>? progress, bool isLast, CancellationToken cancellationToken)
    {
        var stored = await files.ListAsync(FileKind.Index, cancellationToken);
        var present = stored.Select(file => file.Id).ToHashSet();
        var isRenewal = !_loaded.IsSubsetOf(present);
        var target = isRenewal ? new BlobIndex() : _current;
        var wanted = isRenewal ? [.. present] : present.Except(_loaded).ToList();
        var failures = new ConcurrentDictionary<BlobId, MeshException>();
        var done = 0;
        await Parallel.ForEachAsync(
            wanted,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = connections,
                CancellationToken = cancellationToken,
            },
            async (id, token) =>
            {
                try
                {
                    await LoadFileAsync(id, target, token);
                }
                catch (MeshException error) when (error is ObjectNotFoundException
                    || Damage.Is(error))
                {
                    failures[id] = error;
                }

                progress?.Report((double)Interlocked.Increment(ref done) / wanted.Count);
            });

        if (!isLast && failures.Values.Any(error => error is ObjectNotFoundException))
        {
            return false;
        }

        _loaded.Clear();
        _loaded.UnionWith(present.Except(failures.Keys));
        _current = target;
        return failures.IsEmpty ? true : throw failures.Values.First();
    }

    private async Task LoadFileAsync(BlobId id, BlobIndex target, CancellationToken cancellationToken)
    {
        var json = await files.LoadAsync(FileKind.Index, id, cancellationToken);
        foreach (var pack in IndexFile.Parse(id, json.Span))
        {
            target.Add(pack);
        }
    }

    public void Dispose() => _loading.Dispose();

    /// <summary>
    /// Writes an index file for packs that are in the store. Only then are their blobs known: whoever left
    /// out a blob because of a pack that no index file names would have lost it once this process ends.
    /// </summary>
    public async Task SaveAsync(
        IReadOnlyList<IndexedPack> packs, bool verify, CancellationToken cancellationToken)
    {
        var id = await files.SaveAsync(FileKind.Index, IndexFile.Write(packs), verify, cancellationToken);
        await _loading.WaitAsync(cancellationToken);
        try
        {
            foreach (var pack in packs)
            {
                _current.Add(pack);
            }

            _loaded.Add(id);
        }
        finally
        {
            _loading.Release();
        }
    }
}
