using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Vault.Indexes;
using Mesh.Vault.Locks;

namespace Mesh.Vault.Packs;

/// <summary>
/// Writes closed packs in the background and index files after them. Its supply of buffers is what bounds
/// memory: whoever needs one waits until a pack has been written.
/// </summary>
internal sealed class PackUploader(
    RepositoryFiles files, RepositoryIndex index, BlobWriterOptions options, RepositoryLock? held)
        : IAsyncDisposable
{
    private const int VerifyPiece = 1 << 20;

    // One buffer of each type is being filled; the others wait for the store.
    private readonly SemaphoreSlim _supply = new(options.PacksInFlight + 2);
    private readonly ConcurrentBag<PackBuffer> _empty = [];
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private List<IndexedPack> _unindexed = [];
    private int _unindexedBlobs;
    private volatile ExceptionDispatchInfo? _failure;
    private volatile bool _isDisposed;
    private long _packs;

    /// <summary>Called when a pack and an index file that names it are in the store.</summary>
    public required Action<IndexedPack> Stored { get; init; }

    public long Packs => Interlocked.Read(ref _packs);

    public async ValueTask<PackBuffer> RentAsync(int capacity, CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token))
        {
            try
            {
                await _supply.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                ThrowIfFailed();
                throw;
            }
        }

        if (_empty.TryTake(out var buffer))
        {
            if (buffer.Capacity >= capacity)
            {
                return buffer;
            }

            buffer.Dispose();
        }

        return new PackBuffer(capacity);
    }

    public void Return(PackBuffer buffer)
    {
        buffer.Reset();
        _empty.Add(buffer);
        _supply.Release();
        if (_isDisposed)
        {
            FreeBuffers();
        }
    }

    /// <summary>Takes over a closed pack.</summary>
    public void Start(PackBuffer pack, BlobId id)
    {
        var task = new Task<Task>(() => StoreAsync(pack, id));
        var whole = task.Unwrap();
        _running.TryAdd(whole, 0);
        whole.ContinueWith(
            done => _running.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        task.Start(TaskScheduler.Default);
    }

    /// <summary>Remembers the first failure; everything afterwards fails with it.</summary>
    public void Fail(Exception error)
    {
        lock (_lock)
        {
            _failure ??= ExceptionDispatchInfo.Capture(error);
        }

        _stop.Cancel();
    }

    public bool HasFailed => _failure is not null;

    public void ThrowIfFailed()
    {
        if (_failure?.SourceException is OperationCanceledException or ObjectDisposedException)
        {
            throw new MeshException("writer-stopped", files.Store.Location, "an earlier blob was not stored",
                "start the backup again; what was stored is used again",
                innerException: _failure.SourceException);
        }

        _failure?.Throw();
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (_running.Keys.FirstOrDefault() is { } running)
        {
            await running.WaitAsync(cancellationToken);
        }

        ThrowIfFailed();
        try
        {
            await SaveIndexAsync(atLeast: 1, cancellationToken);
        }
        catch (Exception error)
        {
            Fail(error);
            throw;
        }
    }

    /// <summary>
    /// Gives up what is not stored. Savers that are still at work, against the rules, find the failure and
    /// end; what they give back then is freed then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Fail(new ObjectDisposedException(nameof(BlobWriter)));
        foreach (var running in _running.Keys)
        {
            await running;
        }

        _isDisposed = true;
        FreeBuffers();
    }

    private void FreeBuffers()
    {
        while (_empty.TryTake(out var buffer))
        {
            buffer.Dispose();
        }
    }

    // Never throws: a failure is kept for whoever saves or flushes next.
    private async Task StoreAsync(PackBuffer pack, BlobId id)
    {
        try
        {
            held?.EnsureHeld();
            var key = RepositoryLayout.Key(FileKind.Pack, id);
            await files.Store.PutAsync(key, pack.Content, PutCondition.Overwrite, _stop.Token);
            if (options.VerifyOnWrite)
            {
                await VerifyAsync(key, pack.Content, _stop.Token);
            }

            Interlocked.Increment(ref _packs);
            var stored = new IndexedPack(id, [.. pack.Entries]);
            lock (_lock)
            {
                _unindexed.Add(stored);
                _unindexedBlobs += stored.Entries.Count;
            }

            await SaveIndexAsync(IndexFile.MaxBlobs, _stop.Token);
        }
        catch (Exception error)
        {
            Fail(error);
        }
        finally
        {
            Return(pack);
        }
    }

    private async Task SaveIndexAsync(int atLeast, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<IndexedPack> packs = [];
            lock (_lock)
            {
                if (_unindexedBlobs < atLeast)
                {
                    return;
                }

                var blobs = 0;
                var taken = _unindexed.TakeWhile(pack => (blobs += pack.Entries.Count) <= IndexFile.MaxBlobs);
                packs.AddRange(taken);
                _unindexed = _unindexed[packs.Count..];
                _unindexedBlobs -= packs.Sum(pack => pack.Entries.Count);
            }

            held?.EnsureHeld();
            await index.SaveAsync(packs, options.VerifyOnWrite, cancellationToken);
            packs.ForEach(Stored);
        }
    }

    private async Task VerifyAsync(
        string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var piece = GC.AllocateUninitializedArray<byte>(Math.Min(VerifyPiece, content.Length));
        for (var offset = 0; offset < content.Length; offset += VerifyPiece)
        {
            var expected = content.Slice(offset, Math.Min(VerifyPiece, content.Length - offset));
            var actual = piece.AsMemory(0, expected.Length);
            await files.Store.ReadAsync(key, offset, actual, cancellationToken);
            if (!actual.Span.SequenceEqual(expected.Span))
            {
                throw new MeshException("store-lied", $"{files.Store.Location}: {key}",
                    "what was read back is not what was written",
                    "check the disk or the service, then run it again");
            }
        }
    }
}
