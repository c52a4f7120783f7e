using Mesh.Activities.ControlPlane;
using Mesh.Domain.Errors;
using Mesh.Vault;
using Mesh.Vault.Errors;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.ControlPlane;

/// <summary>Restores the newest cut that is whole.</summary>
internal static class CutChoice
{
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="reference">A snapshot that was chosen; null: the best.</param>
    /// <param name="folder">Made, with the cut in it.</param>
    /// <param name="warn">Told of each that is not whole.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="MeshException"><c>no-cut</c>: none is there, or none is whole.</exception>
    public static async Task<Snapshot> RestoreAsync(
        Repository repository, string? reference, string folder, Action<string> warn, CancellationToken stop)
    {
        if (reference is not null)
        {
            var chosen = await repository.Snapshots.FindAsync(reference, CutTags.Filter, stop);
            Clear(folder);
            await CutRestore.RunAsync(repository, chosen, folder, stop);
            return chosen;
        }

        var known = await repository.Snapshots.ListAsync(
            CutTags.Filter, damaged => warn($"left out: {damaged.Message}"), stop);
        foreach (var cut in CutTags.BestFirst(known))
        {
            Clear(folder);
            try
            {
                await CutRestore.RunAsync(repository, cut, folder, stop);
                return cut;
            }
            catch (MeshException error) when (error.Code == "cut-damaged" || Damage.Is(error)
                || error.Code == "blob-missing")
            {
                warn($"the cut of {cut.Time} is not whole, an older one is taken: {error.Message}");
            }
        }

        Clear(folder);
        throw new MeshException(
            "no-cut", repository.Store.Location,
            known.Count == 0
                ? "Mesh has not backed itself up here"
                : $"none of the {known.Count} cuts is whole",
            $"name the repository of {ControlPlaneOptions.RepositorySetting}; 'mesh vault check --read-data' "
            + "says what is damaged");
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
