using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Folding;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Storage.Errors;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log.Chain;

/// <summary>A captured log as the vault holds it: to list, to check, to export, to replay. Never writes to
/// the vault.</summary>
public sealed class LogChain
{
    private readonly SegmentStore _store;
    private FoldedLog _folded;

    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log's name in it.</param>
    public LogChain(Repository repository, string stream)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(stream);
        _store = new SegmentStore(repository, stream);
        _folded = new FoldedLog(repository, stream);
        Stream = stream;
    }

    /// <summary>The log's name.</summary>
    public string Stream { get; }

    /// <summary>All segments in order, each linked to the one before; their content is not read.</summary>
    /// <exception cref="MeshException"><c>damaged-segment</c>, <c>broken-log</c></exception>
    public async Task<IReadOnlyList<LogSegment>> ListAsync(CancellationToken cancellationToken)
    {
        var loose = await RefreshAsync(cancellationToken);
        var headers = new ConcurrentBag<LogSegment>(_folded.Segments.Values);
        await Parallel.ForEachAsync(
            loose,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = _store.Repository.Options.Connections,
                CancellationToken = cancellationToken,
            },
            async (each, token) => headers.Add(
                await _store.ReadHeaderAsync(each.Sequence, each.Size, token)));
        LogSegment? before = null;
        return [.. headers.OrderBy(segment => segment.Sequence)
            .Select(segment => before = ChainRules.Linked(before, segment))];
    }

    /// <summary>The bytes of a segment's range, checked.</summary>
    /// <exception cref="MeshException"><c>damaged-segment</c></exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(LogSegment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (_folded.Has(segment.Sequence))
        {
            return await _folded.ReadAsync(segment, cancellationToken);
        }

        try
        {
            return await _store.ReadAsync(segment, cancellationToken);
        }
        catch (MeshException error) when (error.InnerException is ObjectNotFoundException)
        {
            // It may have been folded since it was listed.
            await RefreshAsync(cancellationToken);
            if (_folded.Has(segment.Sequence))
            {
                return await _folded.ReadAsync(segment, cancellationToken);
            }

            throw;
        }
    }

    /// <summary>
    /// Reads everything: that no segment is missing, repeated, moved or changed, that ranges join, and that
    /// every event has its checksum.
    /// </summary>
    /// <param name="from">The position of the oldest full backup that needs the log: where it must begin, or
    /// before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is wrong, by segment; empty when all is well.</returns>
    public async Task<IReadOnlyList<LogFinding>> VerifyAsync(
        LogPosition from, CancellationToken cancellationToken)
    {
        var loose = await RefreshAsync(cancellationToken);
        var findings = new List<LogFinding>();
        LogSegment? before = null;
        var brokenBefore = false;
        foreach (var (sequence, size) in _folded.Segments.Keys.Select(each => (each, 0L)).Concat(loose))
        {
            try
            {
                var segment = _folded.Segments.GetValueOrDefault(sequence)
                    ?? await _store.ReadHeaderAsync(sequence, size, cancellationToken);
                var fault = before is null && segment.From > from && !brokenBefore
                    ? $"the log begins at {segment.From}: segments before it are missing"
                    : ChainRules.Fault(before, segment);

                // Behind one that cannot be read, that it is missing would be said twice.
                if (fault is not null && !brokenBefore)
                {
                    findings.Add(new LogFinding(sequence, segment.ToString(), fault));
                }

                (before, brokenBefore) = (segment, false);
                CheckEvents(segment, await ReadAsync(segment, cancellationToken));
            }
            catch (MeshException error) when (error is DamagedLogException
                || error.Code is "damaged-segment" or "damaged-blob" or "blob-missing")
            {
                findings.Add(new LogFinding(sequence, error.Subject, error.Cause));
                brokenBefore = before?.Sequence != sequence;
            }
        }

        return findings;
    }

    /// <summary>
    /// Writes the server's own files, for <c>mariadb-binlog</c>: equal to them byte for byte, but for the
    /// mark of a file in use. Of a file whose beginning was never captured, the header and what was captured.
    /// </summary>
    /// <param name="folder">Exists, and has none of the files yet.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The paths, in order.</returns>
    public async Task<IReadOnlyList<string>> ExportAsync(string folder, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var file in (await ListAsync(cancellationToken)).GroupBy(segment => segment.File))
        {
            if (!LogFileName.IsSafe(file.Key))
            {
                throw new MeshException("bad-log-file", file.Key, "this is not the name of a file");
            }

            var path = Path.Combine(folder, file.Key);
            await WriteFileAsync(path, [.. file], cancellationToken);
            paths.Add(path);
        }

        return paths;
    }

    /// <returns>The segments that stand alone and in no snapshot.</returns>
    private async Task<IReadOnlyList<(long Sequence, long Size)>> RefreshAsync(
        CancellationToken cancellationToken)
    {
        // In this order nothing that is folded meanwhile is missed.
        var numbers = await _store.ListNumbersAsync(cancellationToken);
        var folded = new FoldedLog(_store.Repository, Stream);
        await folded.LoadAsync(cancellationToken);
        _folded = folded;
        return [.. numbers.Where(each => !folded.Has(each.Sequence))];
    }

    private async Task WriteFileAsync(
        string path, IReadOnlyList<LogSegment> segments, CancellationToken cancellationToken)
    {
        try
        {
            await using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            if (segments[0].Start > 0)
            {
                await output.WriteAsync(segments[0].FileHeader, cancellationToken);
            }

            foreach (var segment in segments)
            {
                await output.WriteAsync(await ReadAsync(segment, cancellationToken), cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException("cannot-write", path, error.Message,
                "export to an empty folder with enough space", innerException: error);
        }
    }

    private static void CheckEvents(LogSegment segment, ReadOnlyMemory<byte> content)
    {
        foreach (var each in EventReader.Read(content, segment.ToString()))
        {
            EventParser.Parse(each, segment.ToString());
        }
    }
}
