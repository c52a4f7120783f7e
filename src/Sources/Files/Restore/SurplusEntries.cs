using Mesh.Sources.Files.Excludes;
using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Removes from a target what is below the paths of the sources and not in their snapshot. Sockets stay,
/// which no snapshot has, and so does what the sources leave out, with the directories that it is in.
/// </summary>
internal sealed class SurplusEntries(
    SourceSet sources, MirroredPaths paths, TargetFolders folders, RestoreReport report)
{
    private readonly Selection selection = new(sources);

    /// <param name="folder">A directory of the target.</param>
    /// <param name="tree">What the snapshot has of it.</param>
    public void Remove(TargetFolder folder, Tree tree)
    {
        if (!paths.Contains(folder.Location))
        {
            return;
        }

        try
        {
            var known = tree.Nodes.Select(node => node.Name).ToHashSet();
            using var opened = folders.Open(folder);
            foreach (var name in FileSystem.ReadNames(opened.Handle).Where(name => !known.Contains(name)))
            {
                Remove(opened.Handle, name, folder.LocationOf(name));
            }
        }
        catch (SystemCallException error)
        {
            report.Problem(folder.Location, error.Message);
        }
    }

    /// <summary>Removes a directory, with what is in it, where the snapshot has something else.</summary>
    public void RemoveDirectory(TargetFolder folder, NodeName name)
    {
        if (!paths.Contains(folder.Location))
        {
            return;
        }

        try
        {
            using var opened = folders.Open(folder);
            if (FileSystem.TryStatus(opened.Handle, name.Span, out var status, out _) && status.IsDirectory)
            {
                Remove(opened.Handle, name, folder.LocationOf(name));
            }
        }
        catch (SystemCallException error)
        {
            report.Problem(folder.Location, error.Message);
        }
    }

    // Whether it is gone.
    private bool Remove(OpenFile parent, NodeName name, byte[] location)
    {
        if (selection.Excludes(location)
            || !FileSystem.TryStatus(parent, name.Span, out var status, out _)
            || status.Type == NodeType.Socket)
        {
            return false;
        }

        try
        {
            if (status.IsDirectory && !Empty(parent, name, location))
            {
                return false;
            }

            TargetEntries.Remove(parent, name, location);
            return true;
        }
        catch (SystemCallException error)
        {
            report.Problem(location, error.Message);
            return false;
        }
    }

    private bool Empty(OpenFile parent, NodeName name, byte[] location)
    {
        using var directory = FileSystem.OpenDirectory(parent, name, location);
        var gone = true;
        foreach (var entry in FileSystem.ReadNames(directory))
        {
            gone &= Remove(directory, entry, [.. location, (byte)'/', .. entry.Span]);
        }

        return gone;
    }
}
