using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.Files.Backup;

/// <summary>
/// Reads files and directories into a repository and gives the tree of them. What an earlier snapshot has, by
/// size, times and inode, is not read again. What cannot be read is left out and reported; it does not stop
/// the backup.
/// </summary>
public static class FilesBackup
{
    /// <summary>Backs up one range of the sources, or all.</summary>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="writer">
    /// Takes the blobs; the caller flushes it before anything refers to the tree.
    /// </param>
    /// <param name="sources">What to read. Every range of a run has to be given the same.</param>
    /// <param name="earlierTree">
    /// The root tree of the snapshot to compare with; null to read everything.
    /// </param>
    /// <param name="range">Which part of the walk.</param>
    /// <exception cref="Domain.Errors.MeshException"><c>nothing-to-back-up</c>: no path exists.</exception>
    public static async Task<FilesBackupResult> RunAsync(
        Repository repository,
        BlobWriter writer,
        SourceSet sources,
        BlobId? earlierTree,
        TreeRange range,
        FilesBackupOptions options,
        CancellationToken cancellationToken)
    {
        LinuxOnly.Ensure();
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(range);
        using var pool = new WorkPool(cancellationToken);
        using var walk = new BackupWalk(repository, writer, sources, options, pool);
        walk.Start(earlierTree, range);
        await pool.RunAsync(options.Workers);
        return walk.Result();
    }
}
