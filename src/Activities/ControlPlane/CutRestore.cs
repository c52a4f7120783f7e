using Mesh.Domain.Errors;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Files.Restore;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Activities.ControlPlane;

/// <summary>Brings a cut back as a data folder.</summary>
public static class CutRestore
{
    /// <summary>
    /// Restores a snapshot and reads it back: every blob is compared with its id, every file with the
    /// snapshot.
    /// </summary>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="snapshot">A cut.</param>
    /// <param name="folder">A folder that is not there yet; left as it is where this fails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException"><c>cut-damaged</c>, or why the store or the disk
    /// failed.</exception>
    public static async Task RunAsync(
        Repository repository, Snapshot snapshot, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(snapshot);
        var options = new FilesRestoreOptions();
        Require(snapshot, await FilesRestore.RunAsync(
            repository, snapshot.Tree, folder, TreeRange.Whole, options, cancellationToken));
        Require(snapshot, await FilesRestore.FinishAsync(
            repository, snapshot.Tree, folder, options, cancellationToken));
        Require(snapshot, await FilesRestore.VerifyAsync(
            repository, snapshot.Tree, folder, TreeRange.Whole, options, cancellationToken));
        if (IncarnationFile.Find(folder, IncarnationFile.BeforeName) is null)
        {
            throw Damaged(snapshot, $"it has no file {IncarnationFile.BeforeName}: it is no cut of a Mesh");
        }
    }

    private static void Require(Snapshot snapshot, FilesRestoreResult result)
    {
        if (result.ProblemCount > 0)
        {
            throw Damaged(snapshot, string.Join(
                "; ", result.Problems.Take(3).Select(problem => $"{problem.Path}: {problem.Reason}")));
        }
    }

    private static MeshException Damaged(Snapshot snapshot, string cause) => new(
        "cut-damaged", $"snapshot {snapshot.Id.ToShortString()}", cause,
        "take another: 'mesh vault snapshots' lists them, --at names one");
}
