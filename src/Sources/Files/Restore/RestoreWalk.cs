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
        stop.ThrowIfCancellationRequested();
        try
        {
            var tree = await repository.LoadTreeAsync(id, stop);
            return tree.Nodes.Where(node => IsRestorable(node, folder, report));
        }
        catch (MeshException error) when (folder.Parent is not null)
        {
            report.Problem(folder.Location, error.Message);
            return [];
        }
    }

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
        if (node.Type != NodeType.File)
        {
            if (part.IncludesPlain)
            {
                RestorePlain(node, folder, location);
            }

            return ValueTask.CompletedTask;
        }

        return node.Links > 1 || part.StartsBelow
            ? ValueTask.CompletedTask
            : batches.AddAsync(folder, node, part.Start, part.End);
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
