using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Restores a tree of a repository below a target directory. First come the ranges, in any order and side by
/// side: directories, files, all else. Then, once, the finishing pass: hard links, and the metadata of
/// directories, which would not last while their entries are still written. Both can be repeated and come to
/// the same result. Existing files are overwritten; what is in the target besides is left alone, unless the
/// options say otherwise. Nothing is ever written through a symbolic link in the target, but for one above
/// the paths of a mirror, and a name that could lead out of it is refused.
/// </summary>
public static class FilesRestore
{
    /// <summary>Restores one range of the tree, or all of it.</summary>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="tree">The root tree.</param>
    /// <param name="target">A directory; made if missing.</param>
    public static async Task<FilesRestoreResult> RunAsync(
        Repository repository,
        BlobId tree,
        string target,
        TreeRange range,
        FilesRestoreOptions options,
        CancellationToken cancellationToken)
    {
        LinuxOnly.Ensure();
        ArgumentNullException.ThrowIfNull(options);
        var selection = new RestoreSelection(options);
        var report = new RestoreReport(options);
        using var folders = new TargetFolders(target, make: true, Mirrored(options));
        var batches = new FileBatches(repository, folders, report, cancellationToken);
        var walk = new RestoreWalk(repository, folders, batches, selection, report, cancellationToken)
        {
            KeepSame = options.KeepSame, Surplus = Surplus(options, folders, report),
        };
        await walk.WalkAsync(tree, folders.Root, RangePart.Of(range));
        await batches.FinishAsync();
        return report.Result();
    }

    /// <summary>The finishing pass, after all ranges.</summary>
    public static async Task<FilesRestoreResult> FinishAsync(
        Repository repository,
        BlobId tree,
        string target,
        FilesRestoreOptions options,
        CancellationToken cancellationToken)
    {
        LinuxOnly.Ensure();
        ArgumentNullException.ThrowIfNull(options);
        var selection = new RestoreSelection(options);
        var report = new RestoreReport(options);
        using var folders = new TargetFolders(target, make: true, Mirrored(options));
        var batches = new FileBatches(repository, folders, report, cancellationToken);
        var walk = new FinishWalk(repository, folders, batches, selection, report, cancellationToken)
        {
            Surplus = Surplus(options, folders, report),
        };
        await walk.RunAsync(tree);
        return report.Result();
    }

    /// <summary>
    /// Reads back what was restored, and compares sizes and hashes of every file with the snapshot.
    /// </summary>
    public static async Task<FilesRestoreResult> VerifyAsync(
        Repository repository,
        BlobId tree,
        string target,
        TreeRange range,
        FilesRestoreOptions options,
        CancellationToken cancellationToken)
    {
        LinuxOnly.Ensure();
        ArgumentNullException.ThrowIfNull(options);
        var selection = new RestoreSelection(options);
        var report = new RestoreReport(options);
        using var folders = new TargetFolders(target, make: false, Mirrored(options));
        using var pool = new WorkPool(cancellationToken);
        var walk = new VerifyWalk(repository, folders, selection, report, pool);
        pool.Add(() => walk.WalkAsync(tree, folders.Root, RangePart.Of(range)));
        await pool.RunAsync(options.Workers);
        return report.Result();
    }

    private static SurplusEntries? Surplus(
        FilesRestoreOptions options, TargetFolders folders, RestoreReport report) =>
        options.Mirrored is { } sources
            ? new SurplusEntries(sources, folders.Mirrored!, folders, report)
            : null;

    private static MirroredPaths? Mirrored(FilesRestoreOptions options) =>
        options.Mirrored is { } sources ? new MirroredPaths(sources) : null;
}
