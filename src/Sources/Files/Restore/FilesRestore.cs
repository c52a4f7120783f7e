using System.Runtime.Versioning;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Restores a tree of a repository below a target directory. First come the ranges, in any order and side by side:
/// directories, files, all else. Then, once, the finishing pass: hard links, and the metadata of directories, which
/// would not last while their entries are still written. Both can be repeated and come to the same result. Existing
/// files are overwritten; what is in the target besides is left alone. Nothing is ever written through a symbolic
/// link in the target, and a name that could lead out of it is refused.
/// </summary>
[SupportedOSPlatform("linux")]
public static class FilesRestore
{
    /// <summary>Restores one range of the tree, or all of it.</summary>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="tree">The root tree.</param>
    /// <param name="target">A directory; made if missing.</param>
    public static Task<FilesRestoreResult> RunAsync(
        Repository repository,
        BlobId tree,
        string target,
        TreeRange range,
        FilesRestoreOptions options,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The finishing pass, after all ranges.</summary>
    public static Task<FilesRestoreResult> FinishAsync(
        Repository repository,
        BlobId tree,
        string target,
        FilesRestoreOptions options,
        CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Reads back what was restored, and compares sizes and hashes of every file with the snapshot.</summary>
    public static Task<FilesRestoreResult> VerifyAsync(
        Repository repository,
        BlobId tree,
        string target,
        TreeRange range,
        FilesRestoreOptions options,
        CancellationToken cancellationToken) => throw new NotImplementedException();
}
