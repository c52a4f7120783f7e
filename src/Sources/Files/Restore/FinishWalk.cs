using Mesh.Sources.Files.Linux;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// The finishing pass: what is not in the snapshot where that has to go, files with several links, files
/// whose parts were restored apart, and the metadata of directories, each after everything in it.
/// </summary>
internal sealed class FinishWalk(
    Repository repository,
    TargetFolders folders,
    FileBatches batches,
    RestoreSelection selection,
    RestoreReport report,
    CancellationToken stop)
{
    private readonly Dictionary<(ulong Inode, ulong Device),
    (TargetFolder Folder, NodeName Name)> _firsts = [];
    private readonly List<(TargetFolder Folder, Node Node)> _links = [];
    private readonly List<(TargetFolder Folder, Node Node)> _directories = [];

    /// <summary>Removes what is not in the snapshot; null: it stays.</summary>
    public SurplusEntries? Surplus { get; init; }

    public async Task RunAsync(BlobId tree)
    {
        await WalkAsync(tree, folders.Root);
        await batches.FinishAsync();
        foreach (var (folder, node) in _links)
        {
            Link(folder, node);
        }

        foreach (var (folder, node) in _directories)
        {
            FinishDirectory(folder, node);
        }
    }

    // Tells whether anything was restored here, and whether links are still to come, which change
    // directories.
    private async ValueTask<(bool Restored, bool Waits)> WalkAsync(BlobId id, TargetFolder folder)
    {
        var (anyRestored, anyWaits) = (false, false);
        if (await RestoreWalk.TryLoadAsync(repository, id, folder, report, stop) is not { } tree)
        {
            return (anyRestored, anyWaits);
        }

        Surplus?.Remove(folder, tree);
        foreach (var node in RestoreWalk.Restorable(tree, folder, report))
        {
            var location = folder.LocationOf(node.Name);
            var (itself, below) = selection.Selects(location, node.Type);
            anyRestored |= itself;
            if (node.Type == NodeType.Dir)
            {
                var inner = new TargetFolder(folder, node.Name, location);
                var (restored, waits) = below ? await WalkAsync(node.Subtree!.Value, inner) : (false, false);
                anyRestored |= restored;
                anyWaits |= waits;
                if (itself || restored)
                {
                    LeaveDirectory(inner, node, waits);
                }
            }
            else if (itself && node.Type == NodeType.File)
            {
                anyWaits |= await VisitFileAsync(folder, node, location);
            }
        }

        return (anyRestored, anyWaits);
    }

    private async ValueTask<bool> VisitFileAsync(TargetFolder folder, Node node, byte[] location)
    {
        if (node.Links > 1)
        {
            if (_firsts.TryAdd((node.Inode, node.DeviceId), (folder, node.Name)))
            {
                await batches.AddAsync(folder, node, 0, long.MaxValue);
            }
            else
            {
                _links.Add((folder, node));
            }

            return true;
        }

        if (node.Content is { Count: > 1 })
        {
            FinishCutFile(folder, node, location);
        }

        return false;
    }

    // Whoever restores a part of a file cannot know when the others are done, so it has no metadata yet.
    private void FinishCutFile(TargetFolder folder, Node node, byte[] location)
    {
        try
        {
            using var parent = folders.Open(folder);
            if (FileSystem.TryStatus(parent.Handle, node.Name.Span, out var status, out _)
                && status.IsRegular
                && status.Modified != (node.ModifiedTime.UnixSeconds, node.ModifiedTime.Nanoseconds))
            {
                Metadata.ApplyByName(parent.Handle, node, location, isNew: false);
            }
        }
        catch (SystemCallException error)
        {
            report.Problem(location, error.Message);
        }
    }

    private void LeaveDirectory(TargetFolder folder, Node node, bool waits)
    {
        if (waits)
        {
            _directories.Add((folder, node));
        }
        else
        {
            FinishDirectory(folder, node);
        }
    }

    private void Link(TargetFolder folder, Node node)
    {
        var location = folder.LocationOf(node.Name);
        var (firstFolder, firstName) = _firsts[(node.Inode, node.DeviceId)];
        try
        {
            using var first = folders.Open(firstFolder);
            using var parent = folders.Open(folder);
            TargetEntries.MakeLink(first.Handle, firstName, parent.Handle, node.Name, location);
            report.File();
        }
        catch (SystemCallException error)
        {
            report.Problem(location, error.Message);
        }
    }

    private void FinishDirectory(TargetFolder folder, Node node)
    {
        try
        {
            using var parent = folders.Open(folder.Parent!);
            using var directory = folders.Open(folder);
            if (folders.Mirrored?.Contains(folder.Location) == false && !Metadata.IsAsMade(directory.Handle))
            {
                return; // it is others' too, and was there before
            }

            Metadata.Apply(directory.Handle, parent.Handle, node, isNew: false);
        }
        catch (SystemCallException error)
        {
            report.Problem(folder.Location, error.Message);
        }
    }
}
