using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Files.Walking;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Planning;

/// <summary>
/// Cuts a backup into ranges by what has changed since an earlier snapshot. Reads directories, no files.
/// </summary>
public sealed class FilesPlanner
{
    private readonly Repository _repository;
    private readonly SourceReader _reader;
    private readonly RangeCutter _cutter;
    private readonly CancellationToken _stop;

    private FilesPlanner(
        Repository repository, SourceReader reader, RangeCutter cutter, CancellationToken stop) =>
        (_repository, _reader, _cutter, _stop) = (repository, reader, cutter, stop);

    /// <summary>The page of ranges that starts at a position.</summary>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="sources">
    /// What is to be backed up; the same for every page and every range of a run.
    /// </param>
    /// <param name="earlierTree">The root tree to compare with; null when everything is to be read.</param>
    /// <param name="start">The page before's <see cref="PlanPage.Next"/>; null for the first.</param>
    /// <exception cref="Domain.Errors.MeshException"><c>nothing-to-back-up</c>: no path exists.</exception>
    public static async Task<PlanPage> NextAsync(
        Repository repository,
        SourceSet sources,
        BlobId? earlierTree,
        TreePosition? start,
        PlanLimits limits,
        CancellationToken cancellationToken)
    {
        LinuxOnly.Ensure();

        // What cannot be read is reported by the backup of its range.
        var reader = new SourceReader(repository, sources, new SourceWarnings(listener: null));
        var cutter = new RangeCutter(start, limits);
        var planner = new FilesPlanner(repository, reader, cutter, cancellationToken);
        await planner.WalkTopAsync(reader.BuildTree(), earlierTree, RangePart.Of(new TreeRange(start, null)));
        return cutter.Finish();
    }

    private async ValueTask WalkTopAsync(SourceTree top, BlobId? earlierTree, RangePart range)
    {
        var earlier = await _reader.TryLoadEarlierAsync(earlierTree, top.InfoPath, _stop);
        foreach (var (name, child) in top.Children)
        {
            if (_cutter.IsFull)
            {
                return;
            }

            if (!range.Includes(name, out var part))
            {
                continue;
            }

            if (child.LeafPath is not { } path)
            {
                if (_cutter.VisitDirectory(name, part))
                {
                    await WalkTopAsync(child, earlier?.Find(name)?.Subtree, part.Below);
                    _cutter.Leave();
                }
            }
            else if (!_reader.Excludes(path) && _reader.TryStatus(path, out var status))
            {
                await VisitAsync(name, path, status, earlier?.Find(name), part, status.Holder);
            }
        }
    }

    private async ValueTask WalkDirectoryAsync(
        byte[] path, BlobId? earlierTree, RangePart range, ulong device)
    {
        _stop.ThrowIfCancellationRequested();
        if (_reader.TryList(path, device) is not { } listing)
        {
            return;
        }

        using var directory = listing.Directory;
        var earlier = await _reader.TryLoadEarlierAsync(earlierTree, path, _stop);
        foreach (var name in listing.Names)
        {
            if (_cutter.IsFull)
            {
                return;
            }

            byte[] entryPath = [.. path, (byte)'/', .. name.Span];
            if (range.Includes(name, out var part)
                && !_reader.Excludes(entryPath)
                && _reader.TryStatus(directory, name, entryPath, out var status))
            {
                await VisitAsync(name, entryPath, status, earlier?.Find(name), part, device);
            }
        }
    }

    private async ValueTask VisitAsync(
        NodeName name, byte[] path, FileStatus status, Node? earlier, RangePart.EntryPart part, ulong device)
    {
        if (status.IsDirectory)
        {
            if (_cutter.VisitDirectory(name, part))
            {
                await WalkDirectoryAsync(path, earlier?.Subtree, part.Below, device);
                _cutter.Leave();
            }
        }
        else if (status.IsRegular && !part.StartsBelow)
        {
            var unchanged = FileComparison.IsUnchanged(status, earlier)
                && FileComparison.IsPresent(_repository, earlier!);
            _cutter.VisitFile(name, part.Start, status.Size, mustMove: !unchanged || part.Start > 0);
        }
        else if (!status.IsRegular && part.IncludesPlain)
        {
            _cutter.Visit(name);
        }
    }
}
