using Mesh.Domain.Errors;
using Mesh.Sources.Files.Excludes;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Which entries of the snapshot are restored, by restic's rules for its include and exclude patterns.
/// </summary>
internal sealed class RestoreSelection
{
    private readonly PathPatterns _includes;
    private readonly PathPatterns _excludes;

    /// <exception cref="MeshException"><c>bad-pattern</c>: both kinds were given.</exception>
    public RestoreSelection(FilesRestoreOptions options)
    {
        if (options.Includes.Count > 0 && options.Excludes.Count > 0)
        {
            throw new MeshException(
                "bad-pattern",
                "--include",
                "include and exclude patterns cannot be used together",
                "use one kind",
                ExitCode.BadInput);
        }

        _includes = new PathPatterns(options.Includes);
        _excludes = new PathPatterns(options.Excludes);
    }

    /// <summary>Whether the entry itself is restored, and whether something in it can be.</summary>
    public (bool Itself, bool Below) Selects(ReadOnlySpan<byte> location, NodeType type)
    {
        if (_includes.IsEmpty)
        {
            var stays = !_excludes.Matches(location);
            return (stays, stays && type == NodeType.Dir);
        }

        var (matches, below) = _includes.Match(location);
        return (matches, below && type == NodeType.Dir);
    }
}
