using System.Text;
using Mesh.Domain.Errors;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary>Finds what a path within a snapshot names.</summary>
internal static class TreePath
{
    /// <summary>The tree of the directory at the path; "/" is the root.</summary>
    /// <exception cref="MeshException"><c>path-not-in-snapshot</c></exception>
    public static async Task<BlobId> FindDirectoryAsync(
        Repository repository, BlobId root, string path, CancellationToken stop) =>
        await FindAsync(repository, root, path, stop) is not { } node ? root
            : node.Subtree ?? throw NotThere(path, $"'{node.Name}' is no directory in the snapshot");

    /// <summary>What is at the path; null for the root, which has no entry.</summary>
    /// <exception cref="MeshException"><c>path-not-in-snapshot</c></exception>
    public static async Task<Node?> FindAsync(
        Repository repository, BlobId root, string path, CancellationToken stop)
    {
        Node? found = null;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var folder = found is null
                ? root
                : found.Subtree ?? throw NotThere(path, $"'{found.Name}' is no directory in the snapshot");
            var tree = await repository.LoadTreeAsync(folder, stop);
            found = tree.Find(new NodeName(Encoding.UTF8.GetBytes(name)))
                ?? throw NotThere(path, $"the snapshot has no '{name}' there");
        }

        return found;
    }

    private static MeshException NotThere(string path, string cause) =>
        new("path-not-in-snapshot", path, cause, "see mesh vault ls", ExitCode.BadInput);
}
