using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mesh.Domain.Errors;
using Mesh.Vault.Crypto;
using Mesh.Vault.Indexes;
using Mesh.Vault.Locks;

namespace Mesh.Vault.Packs;

/// <summary>
/// Saves blobs. Safe for use from many threads: hashing, compression and encryption run on the caller's
/// thread, so call it from as many as there are cores; packs are written in the background, a bounded number
/// at a time. Nothing counts as saved until <see cref="FlushAsync"/> has returned.
/// </summary>
public sealed class BlobWriter : IAsyncDisposable
{
    private readonly RepositoryIndex _index;
    private readonly BlobSealer _sealer;
    private readonly PackUploader _uploader;
    private readonly BlobWriterOptions _options;
    private readonly ConcurrentDictionary<(BlobType, BlobId), byte> _inFlight = new();
    private readonly Lock _lock = new();
    private readonly PackBuffer?[] _filling = new PackBuffer?[2];
    private readonly long[] _blobs = new long[2];
    private long _bytesAdded;
    private long _bytesStored;
    private long _blobsKnown;
    private long _bytesKnown;

    internal BlobWriter(
        RepositoryFiles files,
        RepositoryIndex index,
        BlobSealer sealer,
        BlobWriterOptions options,
        RepositoryLock? held)
    {
        _index = index;
        _sealer = sealer;
        _options = options;
        _uploader = new PackUploader(files, index, options, held) { Stored = Forget };
    }

    public WriteCounters Counters => new(
        Interlocked.Read(ref _blobs[(int)BlobType.Data]),
        Interlocked.Read(ref _blobs[(int)BlobType.Tree]),
        Interlocked.Read(ref _bytesAdded),
        Interlocked.Read(ref _bytesStored),
        Interlocked.Read(ref _blobsKnown),
        Interlocked.Read(ref _bytesKnown),
        _uploader.Packs);

    /// <summary>Saves a blob unless the repository has it. The memory may be reused when the task has
    /// ended.</summary>
    /// <exception cref="MeshException">This or an earlier blob could not be stored; the writer is of no more
    /// use.
    /// </exception>
    public async ValueTask<BlobId> SaveAsync(
        BlobType type, ReadOnlyMemory<byte> plaintext, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _uploader.ThrowIfFailed();
        var id = BlobId.Of(plaintext.Span);
        if (_index.Current.Contains(type, id) || !_inFlight.TryAdd((type, id), 0))
        {
            Interlocked.Increment(ref _blobsKnown);
            Interlocked.Add(ref _bytesKnown, plaintext.Length);
            return id;
        }

        try
        {
            await StoreAsync(type, id, plaintext, cancellationToken);
        }
        catch (Exception error)
        {
            // Others may have been told that the blob is on its way.
            _uploader.Fail(error);
            throw;
        }

        Interlocked.Increment(ref _blobs[(int)type]);
        Interlocked.Add(ref _bytesAdded, plaintext.Length);
        return id;
    }

    /// <summary>
    /// Stores a blob of this repository once more, as it was sealed before, so that the pack that has it can
    /// go. The memory may be reused when the task has ended.
    /// </summary>
    /// <param name="entry">Where it was.</param>
    /// <param name="content">The sealed bytes, which the caller has verified.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async ValueTask CopyAsync(
        PackEntry entry, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _uploader.ThrowIfFailed();
        if (!_inFlight.TryAdd((entry.Type, entry.Id), 0))
        {
            return;
        }

        try
        {
            var (pack, place) = await ReserveAsync(entry, cancellationToken);
            content.CopyTo(place);
            Leave(pack);
        }
        catch (Exception error)
        {
            _uploader.Fail(error);
            throw;
        }

        Interlocked.Increment(ref _blobs[(int)entry.Type]);
        Interlocked.Add(ref _bytesStored, entry.Length);
    }

    /// <summary>
    /// Writes all that was saved, packs first, then the index files that name them; with <see
    /// cref="BlobWriterOptions.VerifyOnWrite"/> each is read back before. The writer can be used on
    /// afterwards. Must not run beside <see cref="SaveAsync"/>.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        LeaveAll();
        await _uploader.FlushAsync(cancellationToken);
    }

    /// <summary>Drops what was not flushed, and waits for what is being written.</summary>
    public async ValueTask DisposeAsync()
    {
        _uploader.Fail(new ObjectDisposedException(nameof(BlobWriter)));
        LeaveAll();
        await _uploader.DisposeAsync();
    }

    private void LeaveAll()
    {
        for (var type = BlobType.Data; type <= BlobType.Tree; type++)
        {
            PackBuffer? last;
            lock (_lock)
            {
                last = _filling[(int)type];
                _filling[(int)type] = null;
            }

            if (last is not null)
            {
                Leave(last);
            }
        }
    }

    // Room for the header, and for a last blob that makes the pack a little larger than asked for.
    private int Capacity => _options.PackSize + (1 << 20);

    private async ValueTask StoreAsync(
        BlobType type, BlobId id, ReadOnlyMemory<byte> plaintext, CancellationToken cancellationToken)
    {
        using var lease = _sealer.Rent();
        var content = _sealer.Prepare(plaintext, lease.Zstd, out var isCompressed);
        var uncompressedLength = isCompressed ? (uint)plaintext.Length : 0;
        var entry = new PackEntry(
            type, id, 0, (uint)(content.Length + MasterKey.Overhead), uncompressedLength);
        var (pack, place) = await ReserveAsync(entry, cancellationToken);
        _sealer.Seal(content.Span, place.Span);
        Leave(pack);
        Interlocked.Add(ref _bytesStored, entry.Length);
    }

    // The pack is open until the caller leaves it.
    private async ValueTask<(PackBuffer Pack, Memory<byte> Place)> ReserveAsync(
        PackEntry entry, CancellationToken cancellationToken)
    {
        PackBuffer? spare = null;
        PackBuffer? pack;
        Memory<byte> place;
        while (!TryReserve(entry, ref spare, out pack, out place))
        {
            var capacity = Math.Max(Capacity, PackBuffer.CapacityFor(entry.Length));
            spare = await _uploader.RentAsync(capacity, cancellationToken);
        }

        if (spare is not null)
        {
            _uploader.Return(spare);
        }

        return (pack, place);
    }

    // Places the blob in the pack that is being filled, or in the spare one, which then replaces it.
    private bool TryReserve(
        PackEntry entry,
        ref PackBuffer? spare,
        [NotNullWhen(true)] out PackBuffer? pack,
        out Memory<byte> place)
    {
        PackBuffer? full = null;
        lock (_lock)
        {
            ref var filling = ref _filling[(int)entry.Type];
            if (filling is null || !filling.Fits(entry.Length))
            {
                if (spare is null)
                {
                    (pack, place) = (null, default);
                    return false;
                }

                (full, filling, spare) = (filling, spare, null);
            }

            pack = filling;
            place = pack.Reserve(entry);
            if (pack.Length >= _options.PackSize)
            {
                // The reservation keeps it open, so this is not the last to leave.
                pack.Leave();
                filling = null;
            }
        }

        if (full is not null)
        {
            Leave(full);
        }

        return true;
    }

    private void Forget(IndexedPack pack)
    {
        foreach (var entry in pack.Entries)
        {
            _inFlight.TryRemove((entry.Type, entry.Id), out _);
        }
    }

    private void Leave(PackBuffer pack)
    {
        if (!pack.Leave())
        {
            return;
        }

        if (_uploader.HasFailed)
        {
            _uploader.Return(pack);
        }
        else
        {
            _uploader.Start(pack, pack.Close(_sealer));
        }
    }
}
