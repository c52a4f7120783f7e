using System.Text;
using Mesh.Sources.Files.Excludes;
using Mesh.Sources.Files.Linux;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Walking;

/// <summary>
/// Reads directories of the source for the backup and for the planner, so that both see the same.
/// </summary>
internal sealed class SourceReader(Repository repository, SourceSet sources, SourceWarnings warnings)
{
    private readonly Selection _selection = new(sources);
    private readonly int _rootLength = Encoding.UTF8.GetByteCount(sources.Root);

    public SourceWarnings Warnings => warnings;

    /// <summary>The paths joined under one root.</summary>
    public SourceTree BuildTree() => SourceTree.Build(
        sources.Paths,
        sources.Root,
        path =>
            warnings.Add(SourceWarningKind.Vanished, Encoding.UTF8.GetBytes(path), "there is no such file"));

    /// <summary>
    /// Opens a directory and reads its names, sorted; null, with a warning, where that cannot be done.
    /// </summary>
    /// <param name="device">The device of the path that was asked for; 0 where that does not matter.</param>
    public (OpenFile Directory, List<NodeName> Names)? TryList(byte[] path, ulong device)
    {
        OpenFile? directory = null;
        try
        {
            directory = FileSystem.OpenDirectory(path);
            var crosses = _selection.OneFileSystem && device != 0 && directory.Status().Holder != device;
            var names = crosses ? [] : FileSystem.ReadNames(directory);
            names.Sort();
            _selection.RemoveCached(directory, names);
            return (directory, names);
        }
        catch (SystemCallException error)
        {
            directory?.Dispose();
            warnings.Add(path, error);
            return null;
        }
    }

    /// <summary>
    /// The status of what is at the path; false, with a warning, where there is none to have.
    /// </summary>
    public bool TryStatus(byte[] path, out FileStatus status)
    {
        try
        {
            status = FileSystem.Status(path);
            return true;
        }
        catch (SystemCallException error)
        {
            warnings.Add(path, error);
            status = default;
            return false;
        }
    }

    /// <summary>The status of an entry; false, with a warning, where there is none to have.</summary>
    public bool TryStatus(OpenFile directory, NodeName name, byte[] path, out FileStatus status)
    {
        if (FileSystem.TryStatus(directory, name.Span, out status, out var error))
        {
            return true;
        }

        warnings.Add(path, new SystemCallException("lstat", path, error));
        return false;
    }

    /// <summary>Whether an entry is to be left out by its path.</summary>
    public bool Excludes(ReadOnlySpan<byte> path) => _selection.Excludes(path[_rootLength..]);

    /// <summary>A tree of the earlier snapshot; null, with a warning, where it cannot be read.</summary>
    public async ValueTask<Tree?> TryLoadEarlierAsync(
        BlobId? id, byte[] path, CancellationToken cancellationToken)
    {
        if (id is not { } tree)
        {
            return null;
        }

        try
        {
            return await repository.LoadTreeAsync(tree, cancellationToken);
        }
        catch (Domain.Errors.MeshException error)
        {
            warnings.Add(SourceWarningKind.NotComparable, path, error.Message);
            return null;
        }
    }
}
