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
        Repository repository, BlobId root, string path, CancellationToken stop)
    {
        var tree = root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var nodes = await repository.LoadTreeAsync(tree, stop);
            var node = nodes.Find(new NodeName(Encoding.UTF8.GetBytes(name)));
            tree = node?.Subtree ?? throw new MeshException(
                "path-not-in-snapshot",
                path,
                node is null
                    ? $"the snapshot has no '{name}' there"
                    : $"'{name}' is no directory in the snapshot",
                "see mesh vault ls",
                ExitCode.BadInput);
        }

        return tree;
    }
}
