using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Files.Walking;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Backup;

/// <summary>
/// One walk of a backup: each directory and each file to read is a piece of work; whoever finishes the last
/// entry of a directory saves its tree.
/// </summary>
internal sealed class BackupWalk : IDisposable
{
    private readonly BlobWriter _writer;
    private readonly FilesBackupOptions _options;
    private readonly WorkPool _pool;
    private readonly Repository _repository;
    private readonly SourceWarnings _warnings;
    private readonly SourceReader _reader;
    private readonly NodeBuilder _nodes;
    private readonly FileSaver _files;
    private readonly BackupCounters _counters = new();
    private BlobId? _rootTree;
    private bool _rootIsEmpty;

    public BackupWalk(
        Repository repository,
        BlobWriter writer,
        SourceSet sources,
        FilesBackupOptions options,
        WorkPool pool)
    {
        (_repository, _writer, _options, _pool) = (repository, writer, options, pool);
        _warnings = new SourceWarnings(options.OnWarning);
        _reader = new SourceReader(repository, sources, _warnings);
        _nodes = new NodeBuilder(_warnings, options.Zone);
        _files = new FileSaver(repository, writer, _nodes, _warnings, options, pool.Stopped);
    }

    public void Start(BlobId? earlierTree, TreeRange range)
    {
        var top = _reader.BuildTree();
        var root = new DirectoryBuilder(null, 0, null, earlierTree);
        _pool.Add(() => WalkTopAsync(top, root, RangePart.Of(range)));
    }

    public FilesBackupResult Result() =>
        new(_rootTree!.Value, _rootIsEmpty, _counters.Read(_warnings.Count), _warnings.Kept);

    public void Dispose() => _files.Dispose();

    private async Task WalkTopAsync(SourceTree top, DirectoryBuilder builder, RangePart range)
    {
        var earlier = await _reader.TryLoadEarlierAsync(builder.EarlierSubtree, top.InfoPath, _pool.Stopped);
        builder.Begin(top.Children.Count);
        for (var slot = top.Children.Count - 1; slot >= 0; slot--)
        {
            var name = top.Children.Keys[slot];
            var child = top.Children.Values[slot];
            if (!range.Includes(name, out var part))
            {
                builder.Finish(slot, null);
            }
            else if (child.LeafPath is { } path)
            {
                if (_reader.Excludes(path))
                {
                    builder.Finish(slot, null);
                    continue;
                }

                var found = _reader.TryStatus(path, out var status);
                Visit(
                    new Entry(builder, slot, name, path, earlier?.Find(name), part, status.Holder),
                    found,
                    status);
            }
            else
            {
                WalkParent(child, builder, slot, name, earlier?.Find(name), part);
            }
        }

        await EndAsync(builder);
    }

    // A directory that is in the snapshot for the sake of something below it.
    private void WalkParent(
        SourceTree child,
        DirectoryBuilder builder,
        int slot,
        NodeName name,
        Node? earlier,
        RangePart.EntryPart part)
    {
        var status = FileSystem.Status(child.InfoPath, follow: true);
        var node = _nodes.Build(name, child.InfoPath, status);
        var inner = new DirectoryBuilder(builder, slot, node, earlier?.Subtree);
        _pool.Add(() => WalkTopAsync(child, inner, part.Below));
    }

    private async Task WalkDirectoryAsync(
        byte[] path, DirectoryBuilder builder, RangePart range, ulong device)
    {
        _options.Progress?.SetCurrent(path);
        if (_reader.TryList(path, device) is not { } listing)
        {
            await FinishAsync(builder.Parent!, builder.Slot, null);
            return;
        }

        using var directory = listing.Directory;
        var earlier = await _reader.TryLoadEarlierAsync(builder.EarlierSubtree, path, _pool.Stopped);
        builder.Begin(listing.Names.Count);
        for (var slot = listing.Names.Count - 1; slot >= 0; slot--)
        {
            var name = listing.Names[slot];
            byte[] entryPath = [.. path, (byte)'/', .. name.Span];
            if (!range.Includes(name, out var part) || _reader.Excludes(entryPath))
            {
                builder.Finish(slot, null);
                continue;
            }

            var found = _reader.TryStatus(directory, name, entryPath, out var status);
            Visit(
                new Entry(builder, slot, name, entryPath, earlier?.Find(name), part, device), found, status);
        }

        await EndAsync(builder);
    }

    // Deals with an entry at once or makes it a piece of work. The directory is not at its end yet, so that
    // finishing an entry here cannot be the last.
    private void Visit(in Entry entry, bool found, in FileStatus status)
    {
        if (!found)
        {
            entry.Builder.Finish(entry.Slot, null);
        }
        else if (status.IsDirectory)
        {
            VisitDirectory(entry, status);
        }
        else if (status.IsRegular)
        {
            VisitFile(entry, status);
        }
        else
        {
            entry.Builder.Finish(entry.Slot, entry.Part.IncludesPlain ? BuildPlain(entry, status) : null);
        }
    }

    private void VisitDirectory(Entry entry, in FileStatus status)
    {
        var node = _nodes.Build(entry.Name, entry.Path, status);
        var inner = new DirectoryBuilder(
            entry.Builder,
            entry.Slot,
            node,
            entry.Earlier is { Type: NodeType.Dir } ? entry.Earlier.Subtree : null);
        if (entry.Part.IncludesChildren)
        {
            _pool.Add(() => WalkDirectoryAsync(entry.Path, inner, entry.Part.Below, entry.Device));
        }
        else
        {
            inner.Begin(0);
            _pool.Add(() => EndAsync(inner).AsTask());
        }
    }

    private void VisitFile(Entry entry, in FileStatus status)
    {
        if (entry.Part.StartsBelow)
        {
            entry.Builder.Finish(entry.Slot, null);
            return;
        }

        if (entry.Part.IsWholeFile && FileComparison.IsUnchanged(status, entry.Earlier))
        {
            if (FileComparison.IsPresent(_repository, entry.Earlier!))
            {
                var node =
                    _nodes.Build(entry.Name, entry.Path, status) with { Content = entry.Earlier!.Content };
                _counters.FileUnmodified(status.Size);
                _options.Progress?.AddBytes(status.Size);
                _options.Progress?.AddFile();
                entry.Builder.Finish(entry.Slot, node);
                return;
            }

            _warnings.Add(
                SourceWarningKind.NotComparable,
                entry.Path,
                "the repository lacks parts of its content; stored again");
        }

        _pool.Add(() => ReadFileAsync(entry));
    }

    private Node? BuildPlain(in Entry entry, in FileStatus status)
    {
        if (status.Type is NodeType.Socket or NodeType.Irregular)
        {
            return null;
        }

        try
        {
            var target = status.IsSymlink ? FileSystem.ReadLink(entry.Path) : null;
            _counters.Other();
            _options.Progress?.AddFile();
            return _nodes.Build(entry.Name, entry.Path, status, target);
        }
        catch (SystemCallException error)
        {
            _warnings.Add(entry.Path, error);
            return null;
        }
    }

    private async Task ReadFileAsync(Entry entry)
    {
        _options.Progress?.SetCurrent(entry.Path);
        Node? node = null;
        try
        {
            node = await _files.SaveAsync(entry.Name, entry.Path, entry.Part.Start, entry.Part.End);
            if (node is not null)
            {
                _counters.FileRead(
                    isFirstPart: entry.Part.Start == 0, entry.Earlier is null, (long)node.Size);
                _options.Progress?.AddFile();
            }
        }
        catch (SystemCallException error)
        {
            _warnings.Add(entry.Path, error);
        }

        await FinishAsync(entry.Builder, entry.Slot, node);
    }

    private ValueTask FinishAsync(DirectoryBuilder builder, int slot, Node? node) =>
        builder.Finish(slot, node) ? SaveTreesAsync(builder) : ValueTask.CompletedTask;

    private ValueTask EndAsync(DirectoryBuilder builder) =>
        builder.End() ? SaveTreesAsync(builder) : ValueTask.CompletedTask;

    // Saves the tree of a directory whose entries are finished, and those above that are finished by it.
    private async ValueTask SaveTreesAsync(DirectoryBuilder builder)
    {
        while (true)
        {
            var writer = new TreeWriter();
            foreach (var node in builder.Entries)
            {
                writer.Add(node);
            }

            var id = await _writer.SaveAsync(BlobType.Tree, writer.Finish(), _pool.Stopped);
            if (builder.Parent is not { } parent)
            {
                (_rootTree, _rootIsEmpty) = (id, writer.Count == 0);
                return;
            }

            _counters.Directory(builder.EarlierSubtree is null, builder.EarlierSubtree == id);
            if (!parent.Finish(builder.Slot, builder.Node! with { Subtree = id }))
            {
                return;
            }

            builder = parent;
        }
    }

    /// <summary>An entry of a directory on its way through the walk.</summary>
    private readonly record struct Entry(
        DirectoryBuilder Builder,
        int Slot,
        NodeName Name,
        byte[] Path,
        Node? Earlier,
        RangePart.EntryPart Part,
        ulong Device);
}
