using System.Buffers.Binary;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Vault;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Log.Folding;

/// <summary>
/// The segments of a log that stand in snapshots. A snapshot has, below <c>mesh-log/STREAM</c>: for each of
/// the server's files a folder with a file for each range, named so that <c>cat</c> joins them in order;
/// <c>headers</c> with each file's first bytes; and <c>segments</c>, the sealed headers, each behind its
/// length.
/// </summary>
internal sealed class FoldedLog(Repository repository, string stream)
{
    public const string Root = "mesh-log";
    public const string SegmentsFile = "segments";
    public const string HeadersFolder = "headers";

    private readonly Dictionary<long, IReadOnlyList<BlobId>> _contents = [];
    private readonly List<(BlobId, LogSegment)> _snapshots = [];

    /// <summary>The segments of all snapshots, by number.</summary>
    public SortedDictionary<long, LogSegment> Segments { get; } = [];

    /// <summary>Each snapshot with its last segment.</summary>
    public IReadOnlyList<(BlobId Snapshot, LogSegment Last)> Snapshots => _snapshots;

    /// <summary>The tag of the log's snapshots.</summary>
    public static string Tag(string stream) => $"{Root}:{stream}";

    /// <summary>The name of the file with a range: offsets in the server's file.</summary>
    public static string RangeName(long start, long end) => $"{start:D12}-{end:D12}";

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var snapshots = await repository.Snapshots.ListAsync(
            new SnapshotFilter { Tags = [Tag(stream)] }, cancellationToken);
        if (snapshots.Count == 0)
        {
            return;
        }

        await repository.LoadIndexAsync(null, cancellationToken);
        foreach (var snapshot in snapshots)
        {
            await LoadAsync(snapshot, cancellationToken);
        }
    }

    public bool Has(long sequence) => _contents.ContainsKey(sequence);

    /// <summary>The range of a segment that stands here, checked.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(LogSegment segment, CancellationToken cancellationToken)
    {
        var content = await ReadFileAsync(_contents[segment.Sequence], cancellationToken);
        return SegmentObject.Checked(segment, content);
    }

    private async Task LoadAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var subject = $"log {stream}, snapshot {snapshot.Id.ToShortString()}";
        var root = await repository.LoadTreeAsync(snapshot.Tree, cancellationToken);
        var folder = await FolderAsync(root, Root, subject, cancellationToken);
        folder = await FolderAsync(folder, stream, subject, cancellationToken);
        var list = folder.Find(NodeName.FromText(SegmentsFile))?.Content
            ?? throw SegmentObject.Damaged(subject, "it has no list of segments");
        var files = new Dictionary<string, Tree>();
        var segments = Parse(await ReadFileAsync(list, cancellationToken), subject);
        _snapshots.Add((snapshot.Id, segments[^1]));
        foreach (var segment in segments)
        {
            if (!files.TryGetValue(segment.File, out var file))
            {
                file = await FolderAsync(folder, segment.File, subject, cancellationToken);
                files.Add(segment.File, file);
            }

            var name = RangeName(segment.Start, segment.End);
            _contents[segment.Sequence] = file.Find(NodeName.FromText(name))?.Content
                ?? throw SegmentObject.Damaged(segment.ToString(), $"{subject} lists it and does not have it");
            Segments[segment.Sequence] = segment;
        }
    }

    private List<LogSegment> Parse(ReadOnlyMemory<byte> list, string subject)
    {
        var segments = new List<LogSegment>();
        for (var rest = list.Span; !rest.IsEmpty;)
        {
            var length = rest.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length <= 0 || length > rest.Length - sizeof(int))
            {
                throw SegmentObject.Damaged(subject, "its list of segments is cut off");
            }

            segments.Add(SegmentObject.ReadSealedHeader(
                repository, rest.Slice(sizeof(int), length), stream, subject));
            rest = rest[(sizeof(int) + length)..];
        }

        return segments.Count > 0 ? segments : throw SegmentObject.Damaged(subject, "its list is empty");
    }

    private async Task<Tree> FolderAsync(
        Tree tree, string name, string subject, CancellationToken cancellationToken) =>
        tree.Find(NodeName.FromText(name))?.Subtree is { } subtree
            ? await repository.LoadTreeAsync(subtree, cancellationToken)
            : throw SegmentObject.Damaged(subject, $"it has no folder '{name}'");

    private async Task<ReadOnlyMemory<byte>> ReadFileAsync(
        IReadOnlyList<BlobId> content, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        foreach (var id in content)
        {
            whole.Write(await repository.LoadBlobAsync(BlobType.Data, id, cancellationToken));
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }
}
