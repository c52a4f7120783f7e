using Mesh.Catalog.Database;
using Mesh.Domain.Sites;

namespace Mesh.Activities.ControlPlane;

/// <summary>
/// Takes a consistent copy of a data folder while the app works on it: the history of orchestrations, then
/// the queues, then the catalogue, then the small files (keys and declarations at the folder's root, the
/// state of timers).
/// </summary>
/// <remarks>
/// <para>The copies are of three moments, and what happened between them is in the later ones alone. That is
/// harmless in this order, since every step may be done again.</para>
/// <para><b>Catalogue newer than the history.</b> The history takes a step for not done whose effect the
/// catalogue has: a run entered, a point recorded, a runbook finished, production entered. The step is done
/// again, finds its effect and leaves it. A run that the catalogue has and the history has not even begun is
/// found and started by the timer that mends runs. The other way round, the history would take a step for
/// done whose row is nowhere, and nobody would write it.</para>
/// <para><b>Catalogue newer than the queues.</b> A queue still has a message whose result the catalogue
/// knows: the movement is done again and changes nothing, or belongs to a step that is over and is dropped.
/// </para>
/// <para><b>Queues newer than the history.</b> A queue has a message that the history has not sent: it is
/// done, its result finds nobody waiting, and the history sends it again in the same name. A message that the
/// history has sent and that was done and answered since is in neither copy: whoever awaits it asks again.
/// </para>
/// <para>Secrets are not in it but for the keys of the data folder itself: manifests name where secrets
/// are.</para>
/// </remarks>
/// <param name="catalog">The catalogue.</param>
/// <param name="incarnation">This life, which the copy is marked with.</param>
/// <param name="options">The data folder.</param>
/// <param name="runtime">What the host keeps beside it; null where the platform does.</param>
public sealed class ControlPlaneCut(
    CatalogDatabase catalog,
    Incarnation incarnation,
    ControlPlaneOptions options,
    IRuntimeState? runtime = null)
{
    /// <summary>The folder of the data folder in which timers keep when they ran.</summary>
    public const string TimersFolder = "timers";

    // Databases and what stands beside them, which are copied by other means; what belongs to the process
    // that runs; what is written and not renamed yet.
    private static readonly string[] Left = [".db", ".db-wal", ".db-shm", ".upgrade", ".lock", ".new"];

    /// <summary>Takes the copy.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TakeAsync(string folder, CancellationToken cancellationToken)
    {
        if (runtime is not null)
        {
            await runtime.CopyAsync(folder, cancellationToken);
        }

        await catalog.CopyAsync(Path.Combine(folder, catalog.FileName), cancellationToken);
        CopyFiles(options.DataDirectory, folder);
        var timers = Path.Combine(options.DataDirectory, TimersFolder);
        if (Directory.Exists(timers))
        {
            CopyFiles(timers, Directory.CreateDirectory(Path.Combine(folder, TimersFolder)).FullName);
        }

        IncarnationFile.Write(folder, IncarnationFile.BeforeName, incarnation);
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (var file in new DirectoryInfo(from).EnumerateFiles()
            .Where(file => file.LinkTarget is null && IsState(file.Name)))
        {
            file.CopyTo(Path.Combine(to, file.Name), overwrite: true);
        }
    }

    private static bool IsState(string name) =>
        !Left.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
        && name is not (IncarnationFile.FileName or IncarnationFile.BeforeName or "server.json"
            or ControlPlaneRecord.FileName);
}
