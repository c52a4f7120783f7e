using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log.Segments;

/// <summary>
/// The segments of one log, as objects beside the repository: <c>mesh-log/STREAM/000000000001</c>. A number
/// is given once: whoever puts a segment first owns it, and so a second capturer is told.
/// </summary>
internal sealed class SegmentStore(Repository repository, string stream)
{
    private const int LargestObject = 300 << 20;

    private readonly string _prefix = $"mesh-log/{Checked(stream)}/";

    public Repository Repository => repository;

    public string Stream => stream;

    public string Key(long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{sequence:D12}");

    /// <summary>The newest segment, or null.</summary>
    public async Task<LogSegment?> FindTailAsync(CancellationToken cancellationToken)
    {
        var numbers = await ListNumbersAsync(cancellationToken);
        return numbers.Count == 0
            ? null
            : await ReadHeaderAsync(numbers[^1].Sequence, numbers[^1].Size, cancellationToken);
    }

    /// <summary>Numbers and sizes of the segments that stand here, in order.</summary>
    public async Task<List<(long Sequence, long Size)>> ListNumbersAsync(CancellationToken cancellationToken)
    {
        var numbers = new List<(long Sequence, long Size)>();
        await foreach (var item in repository.Store.ListAsync(_prefix, cancellationToken))
        {
            var name = item.Key.AsSpan(_prefix.Length);
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                numbers.Add((sequence, item.Size));
            }
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>Stores a range behind the tail, durably, and reads it back.</summary>
    /// <exception cref="MeshException"><c>log-capture-superseded</c>: somebody else has stored a segment of
    /// this number.</exception>
    public async Task<LogSegment> PutAsync(
        SegmentDraft draft, LogSegment? tail, uint serverId, CancellationToken cancellationToken)
    {
        var now = repository.Options.TimeProvider.GetUtcNow();
        var (bytes, segment) = SegmentObject.Write(
            repository, Describe(draft, tail, serverId, now), draft.Content.Span);
        var key = Key(segment.Sequence);
        try
        {
            await repository.Store.PutAsync(key, bytes, PutCondition.IfAbsent, cancellationToken);
        }
        catch (ObjectExistsException)
        {
            // An attempt of ours that seemed to fail may have done it.
            var there = await repository.Store.GetAsync(key, LargestObject, cancellationToken);
            return there.AsSpan().SequenceEqual(bytes) ? segment : throw Superseded(segment);
        }

        await ConfirmAsync(key, bytes, segment, cancellationToken);
        return segment;
    }

    /// <summary>The range of a segment, checked.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(
        LogSegment segment, CancellationToken cancellationToken) =>
        SegmentObject.ReadContent(repository, await ReadObjectAsync(segment, cancellationToken), segment);

    /// <summary>A segment as it is stored.</summary>
    public async Task<byte[]> ReadObjectAsync(LogSegment segment, CancellationToken cancellationToken)
    {
        try
        {
            return await repository.Store.GetAsync(Key(segment.Sequence), LargestObject, cancellationToken);
        }
        catch (ObjectNotFoundException error)
        {
            throw SegmentObject.Damaged(segment.ToString(), "it is missing", error);
        }
    }

    public async Task<LogSegment> ReadHeaderAsync(
        long sequence, long size, CancellationToken cancellationToken)
    {
        var subject = $"log {stream}, segment {sequence}";
        var start = new byte[Math.Min(size, SegmentObject.UsualHead)];
        await repository.Store.ReadAsync(Key(sequence), 0, start, cancellationToken);
        var head = SegmentObject.HeadSize(start, subject);
        if (head > size)
        {
            throw SegmentObject.Damaged(subject, "it is cut off");
        }

        if (head > start.Length)
        {
            start = new byte[head];
            await repository.Store.ReadAsync(Key(sequence), 0, start, cancellationToken);
        }

        return SegmentObject.ReadHeader(repository, start, stream, sequence, subject);
    }

    public Task<bool> DeleteAsync(long sequence, CancellationToken cancellationToken) =>
        repository.Store.DeleteAsync(Key(sequence), cancellationToken);

    // Left there, a damaged segment would be the end of the log for ever.
    private async Task ConfirmAsync(
        string key, byte[] bytes, LogSegment segment, CancellationToken cancellationToken)
    {
        var there = await repository.Store.GetAsync(key, LargestObject, cancellationToken);
        if (!there.AsSpan().SequenceEqual(bytes))
        {
            await repository.Store.DeleteAsync(key, CancellationToken.None);
            throw SegmentObject.Damaged(segment.ToString(), "the store gave back other bytes than it was given");
        }
    }

    private LogSegment Describe(
        SegmentDraft draft, LogSegment? tail, uint serverId, DateTimeOffset now) => new()
    {
        Format = LogSegment.Kind,
        Stream = stream,
        Sequence = (tail?.Sequence ?? 0) + 1,
        Previous = tail?.Hash ?? "",
        File = draft.File,
        Start = draft.Start,
        End = draft.Start + draft.Content.Length,
        LastEvent = draft.LastEvent,
        FileHeader = draft.FileHeader,
        ServerId = serverId,
        FirstGtid = draft.Begun.Count > 0 ? draft.Begun[0].Gtid : null,
        LastGtid = draft.Begun.Count > 0 ? draft.Begun[^1].Gtid : null,
        LatestTime = draft.Begun.Count > 0 ? draft.Begun.Max(group => group.Time) : 0,
        Groups = draft.Groups,
        Position = draft.Position.ToString(),
        OpenGroup = draft.Open?.Gtid,
        OpenGroupFlags = (byte)(draft.Open?.Flags ?? 0),
        SealedAt = now,
        ContentHash = "",
        StoredHash = "",
    };

    private static string Checked(string stream) =>
        stream.Length is > 0 and <= 100
        && stream.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && stream[0] != '.'
            ? stream
            : throw new MeshException("bad-log-name", $"log '{stream}'",
                "a log's name is made of letters, digits, '-', '_' and '.'", "choose another", ExitCode.BadInput);

    private static MeshException Superseded(LogSegment segment) => new(
        "log-capture-superseded", segment.ToString(), "somebody else has stored a segment of this number",
        "let one process capture a log; this one stops");
}
