using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log.Chain;

/// <summary>A captured log as the vault holds it: to list, to check, to export, to replay. Never writes to
/// the vault.</summary>
public sealed class LogChain
{
    private readonly SegmentStore _store;

    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log's name in it.</param>
    public LogChain(Repository repository, string stream)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(stream);
        _store = new SegmentStore(repository, stream);
        Stream = stream;
    }

    /// <summary>The log's name.</summary>
    public string Stream { get; }

    /// <summary>All segments in order, each linked to the one before; their content is not read.</summary>
    /// <exception cref="MeshException"><c>damaged-segment</c>, <c>broken-log</c></exception>
    public async Task<IReadOnlyList<LogSegment>> ListAsync(CancellationToken cancellationToken)
    {
        var segments = await _store.ListAsync(cancellationToken);
        LogSegment? before = null;
        foreach (var segment in segments)
        {
            if (ChainRules.Fault(before, segment) is { } fault)
            {
                throw new MeshException("broken-log", segment.ToString(), fault,
                    "verify the log; what is before can be restored, for the rest bring the segments back");
            }

            before = segment;
        }

        return segments;
    }

    /// <summary>The bytes of a segment's range, checked.</summary>
    /// <exception cref="MeshException"><c>damaged-segment</c></exception>
    public Task<ReadOnlyMemory<byte>> ReadAsync(LogSegment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return _store.ReadAsync(segment, cancellationToken);
    }

    /// <summary>
    /// Reads everything: that no segment is missing, repeated, moved or changed, that ranges join, and that
    /// every event has its checksum.
    /// </summary>
    /// <returns>What is wrong, by segment; empty when all is well.</returns>
    public async Task<IReadOnlyList<LogFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        var findings = new List<LogFinding>();
        LogSegment? before = null;
        var brokenBefore = false;
        foreach (var (sequence, size) in await _store.ListNumbersAsync(cancellationToken))
        {
            try
            {
                var segment = await _store.ReadHeaderAsync(sequence, size, cancellationToken);
                var fault = ChainRules.Fault(before, segment);

                // Behind one that cannot be read, that it is missing would be said twice.
                if (fault is not null && !brokenBefore)
                {
                    findings.Add(new LogFinding(sequence, segment.ToString(), fault));
                }

                (before, brokenBefore) = (segment, false);
                CheckEvents(segment, await _store.ReadAsync(segment, cancellationToken));
            }
            catch (MeshException error) when (error is DamagedLogException || error.Code == "damaged-segment")
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
