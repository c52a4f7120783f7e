using Mesh.Domain.Errors;
using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// The walk that restores a range: everything but hard links and the metadata of directories.
/// </summary>
internal sealed class RestoreWalk(
    Repository repository,
    TargetFolders folders,
    FileBatches batches,
    RestoreSelection selection,
    RestoreReport report,
    CancellationToken stop)
{
    /// <inheritdoc cref="FilesRestoreOptions.KeepSame"/>
    public bool KeepSame { get; init; }

    /// <summary>Removes a directory that stands where something else is to be; null: it stays.</summary>
    public SurplusEntries? Surplus { get; init; }

    public async ValueTask WalkAsync(BlobId id, TargetFolder folder, RangePart range)
    {
        foreach (var node in await LoadAsync(repository, id, folder, report, stop))
        {
            if (!range.Includes(node.Name, out var part))
            {
                continue;
            }

            var location = folder.LocationOf(node.Name);
            var (itself, below) = selection.Selects(location, node.Type);
            report.Current(location);
            if (node.Type == NodeType.Dir)
            {
                var inner = new TargetFolder(folder, node.Name, location);
                if (itself && TryMake(inner) && !part.StartsBelow)
                {
                    report.Other();
                }

                if (below && part.IncludesChildren)
                {
                    await WalkAsync(node.Subtree!.Value, inner, part.Below);
                }
            }
            else if (itself)
            {
                await RestoreAsync(node, folder, location, part);
            }
        }
    }

    /// <summary>
    /// The nodes of a tree that can be restored; the others, and a tree that cannot be read, are reported.
    /// </summary>
    public static async ValueTask<IEnumerable<Node>> LoadAsync(
        Repository repository, BlobId id, TargetFolder folder, RestoreReport report, CancellationToken stop)
    {
        var tree = await TryLoadAsync(repository, id, folder, report, stop);
        return tree is null ? [] : Restorable(tree, folder, report);
    }

    /// <summary>A tree; null where it cannot be read, which is reported.</summary>
    public static async ValueTask<Tree?> TryLoadAsync(
        Repository repository, BlobId id, TargetFolder folder, RestoreReport report, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            return await repository.LoadTreeAsync(id, stop);
        }
        catch (MeshException error) when (folder.Parent is not null)
        {
            report.Problem(folder.Location, error.Message);
            return null;
        }
    }

    /// <summary>The nodes that can be restored; the others are reported.</summary>
    public static IEnumerable<Node> Restorable(Tree tree, TargetFolder folder, RestoreReport report) =>
        tree.Nodes.Where(node => IsRestorable(node, folder, report));

    private static bool IsRestorable(Node node, TargetFolder folder, RestoreReport report)
    {
        if (!node.Name.IsSafe)
        {
            report.Problem(
                folder.Location, $"has an entry '{node.Name}', which is no name for a file; not restored");
            return false;
        }

        if (node is { Type: NodeType.Dir, Subtree: null })
        {
            report.Problem(folder.LocationOf(node.Name), "the directory has no tree");
            return false;
        }

        return node.Type is not (NodeType.Socket or NodeType.Irregular);
    }

    private ValueTask RestoreAsync(Node node, TargetFolder folder, byte[] location, RangePart.EntryPart part)
    {
        Surplus?.RemoveDirectory(folder, node.Name);
        if (node.Type != NodeType.File)
        {
            if (part.IncludesPlain)
            {
                RestorePlain(node, folder, location);
            }

            return ValueTask.CompletedTask;
        }

        return node.Links > 1 || part.StartsBelow || (KeepSame && IsThere(node, folder, location, part))
            ? ValueTask.CompletedTask
            : batches.AddAsync(folder, node, part.Start, part.End);
    }

    // A file of several links may be linked from outside the target, and is replaced.
    private bool IsThere(Node node, TargetFolder folder, byte[] location, RangePart.EntryPart part)
    {
        try
        {
            using var parent = folders.Open(folder);
            if (!FileSystem.TryStatus(parent.Handle, node.Name.Span, out var status, out _)
                || !status.IsRegular || status.Links != 1 || (ulong)status.Size != node.Size
                || status.Modified != (node.ModifiedTime.UnixSeconds, node.ModifiedTime.Nanoseconds))
            {
                return false;
            }

            if (part.Start == 0)
            {
                Metadata.Correct(parent.Handle, node, location, status);
                report.File();
                report.Bytes(status.Size);
            }

            return true;
        }
        catch (SystemCallException)
        {
            return false; // whoever writes it meets the same, and reports it
        }
    }

    private void RestorePlain(Node node, TargetFolder folder, byte[] location)
    {
        try
        {
            using var parent = folders.Open(folder);
            if (node.Type == NodeType.Symlink)
            {
                TargetEntries.MakeSymlink(parent.Handle, node.Name, location, node.LinkTarget.Span);
            }
            else
            {
                TargetEntries.MakeSpecial(parent.Handle, node.Name, location, node.Type, node.Device);
            }

            Metadata.ApplyByName(parent.Handle, node, location, isNew: true);
            report.Other();
        }
        catch (SystemCallException error)
        {
            report.Problem(location, error.Message);
        }
    }

    private bool TryMake(TargetFolder folder)
    {
        try
        {
            folders.Open(folder).Dispose();
            return true;
        }
        catch (SystemCallException error)
        {
            report.Problem(folder.Location, error.Message);
            return false;
        }
    }
}
