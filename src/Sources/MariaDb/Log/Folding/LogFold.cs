using System.Buffers.Binary;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Locks;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Log.Folding;

/// <summary>
/// Puts the segments of a log that stand alone beside the repository into one snapshot, and removes them when
/// that is stored and verified. May be repeated and killed at any moment; what a fold left undone the next
/// one does. Capturing goes on meanwhile.
/// </summary>
public sealed class LogFold
{
    private const int PiecesInFlight = 4;

    private readonly Repository _repository;
    private readonly SegmentStore _store;

    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log's name in it.</param>
    public LogFold(Repository repository, string stream)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(stream);
        _repository = repository;
        _store = new SegmentStore(repository, stream);
    }

    /// <summary>
    /// Folds what was sealed before a moment, but for the log's newest segment, which says where capturing
    /// goes on.
    /// </summary>
    /// <param name="before">By the clock of whoever sealed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The snapshot; null when there was nothing to fold.</returns>
    /// <exception cref="MeshException"><c>damaged-segment</c>, <c>broken-log</c>: nothing is removed;
    /// <c>log-fold-unverified</c>; an error of the store.</exception>
    public async Task<Snapshot?> RunAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var folded = new FoldedLog(_repository, _store.Stream);
        await folded.LoadAsync(cancellationToken);
        var numbers = await _store.ListNumbersAsync(cancellationToken);
        foreach (var (sequence, size) in numbers.SkipLast(1).Where(each => folded.Has(each.Sequence)))
        {
            var left = await _store.ReadHeaderAsync(sequence, size, cancellationToken);
            await RemoveAsync(folded, left, cancellationToken);
        }

        var segments = new List<LogSegment>();
        var last = folded.Segments.Count > 0 ? folded.Segments.Values.Last() : null;
        foreach (var (sequence, size) in numbers.SkipLast(1).Where(each => !folded.Has(each.Sequence)))
        {
            var segment = await _store.ReadHeaderAsync(sequence, size, cancellationToken);
            if (segment.SealedAt >= before)
            {
                break;
            }

            segments.Add(ChainRules.Linked(last, segment));
            last = segment;
        }

        return segments.Count == 0 ? null : await FoldAsync(segments, cancellationToken);
    }

    private async Task<Snapshot> FoldAsync(
        IReadOnlyList<LogSegment> segments, CancellationToken cancellationToken)
    {
        await using var held =
            await _repository.Locks.AcquireAsync(exclusive: false, "", cancellationToken);
        await _repository.LoadIndexAsync(null, cancellationToken);
        await using var writer =
            _repository.CreateWriter(new BlobWriterOptions { VerifyOnWrite = true }, held);
        var tree = await WriteAsync(segments, writer, cancellationToken);
        await writer.FlushAsync(cancellationToken);
        var snapshot = await SaveAsync(tree, held, cancellationToken);

        // What is removed is gone: the snapshot is read again as a restore would read it.
        var folded = new FoldedLog(_repository, _store.Stream);
        await folded.LoadAsync(cancellationToken);
        var verified = await SnapshotVerifier.VerifyAsync(_repository, tree, cancellationToken);
        if (verified.Findings.Count > 0)
        {
            throw new MeshException("log-fold-unverified", $"log {_store.Stream}, snapshot {snapshot.Id}",
                verified.Findings[0].ToString(), "check the repository; the segments are still there");
        }

        foreach (var segment in segments)
        {
            await RemoveAsync(folded, segment, cancellationToken);
        }

        return snapshot;
    }

    private async Task<BlobId> WriteAsync(
        IReadOnlyList<LogSegment> segments, BlobWriter writer, CancellationToken cancellationToken)
    {
        using var sink = new FileSink(_repository, writer, PiecesInFlight);
        var root = new DumpTree();
        var log = root.Folder(FoldedLog.Root, _store.Stream);
        var time = Timestamp.From(segments[^1].SealedAt);
        await using var list = new ChunkedFile(sink);
        foreach (var segment in segments)
        {
            var stored = await _store.ReadObjectAsync(segment, cancellationToken);
            var header = SegmentObject.SealedHeader(stored, segment.ToString()).ToArray();
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
            await list.WriteAsync(length, cancellationToken);
            await list.WriteAsync(header, cancellationToken);
            await AddAsync(log.Folder(segment.File), FoldedLog.RangeName(segment.Start, segment.End),
                SegmentObject.ReadContent(_repository, stored, segment));
        }

        foreach (var first in segments.DistinctBy(segment => segment.File))
        {
            await AddAsync(log.Folder(FoldedLog.HeadersFolder), first.File, first.FileHeader);
        }

        log.Add(await list.FinishAsync(
            NodeName.FromText(FoldedLog.SegmentsFile), time, cancellationToken));
        return await root.SaveAsync(sink, time, cancellationToken);

        async Task AddAsync(DumpTree folder, string name, ReadOnlyMemory<byte> content)
        {
            await using var file = new ChunkedFile(sink);
            await file.WriteAsync(content, cancellationToken);
            folder.Add(await file.FinishAsync(NodeName.FromText(name), time, cancellationToken));
        }
    }

    private Task<Snapshot> SaveAsync(BlobId tree, RepositoryLock held, CancellationToken cancellationToken)
    {
        var host = _repository.Options.Host;
        return _repository.Snapshots.SaveAsync(
            new Snapshot
            {
                Time = Timestamp.From(_repository.Options.TimeProvider.GetUtcNow()),
                Tree = tree,
                Paths = [$"/{FoldedLog.Root}/{_store.Stream}"],
                Hostname = host.Hostname,
                Username = host.Username,
                Uid = host.Uid,
                Gid = host.Gid,
                Tags = [FoldedLog.Root, FoldedLog.Tag(_store.Stream)],
            },
            held,
            cancellationToken);
    }

    // Only what a snapshot gives back, byte for byte.
    private async Task RemoveAsync(
        FoldedLog folded, LogSegment segment, CancellationToken cancellationToken)
    {
        if (!folded.Segments.TryGetValue(segment.Sequence, out var copy) || copy.Hash != segment.Hash)
        {
            throw new MeshException("log-fold-unverified", segment.ToString(),
                "the snapshots have another segment of this number", "verify the log before anything is removed");
        }

        await folded.ReadAsync(copy, cancellationToken);
        await _store.DeleteAsync(segment.Sequence, cancellationToken);
    }
}
