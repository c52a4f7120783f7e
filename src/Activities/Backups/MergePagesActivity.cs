using Mesh.Activities.Movements;
using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Storage.Errors;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Backups;

/// <summary>
/// Merges the partial trees of a page into one tree in the vault. Doing it again gives the same tree.
/// </summary>
public sealed class MergePagesActivity(VaultOpener vaults)
{
    [Function(ActivityNames.MergePages)]
    public Task<MergedTree> Run(
        [ActivityTrigger] MergeRequest request, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            var vault = await vaults.OpenAsync(request.Run, cancellationToken);
            BlobId[] trees = [.. request.Trees.Select(BlobId.Parse)];

            // Others may have written them, or removed them since.
            await vault.ReloadIndexAsync(cancellationToken);
            if (!trees.All(tree => vault.Repository.Contains(BlobType.Tree, tree)))
            {
                return new MergedTree("", Missing: true);
            }

            try
            {
                await using var writer = vault.Repository.CreateWriter(
                    BlobWriterOptions.Default with { VerifyOnWrite = true });
                var changed = new List<string>();
                var merged = await TreeMerger.MergeAsync(
                    vault.Repository, writer, trees, cancellationToken, changed.Add);
                await writer.FlushAsync(cancellationToken);
                return new MergedTree(merged.ToString(), Missing: false)
                {
                    WarningCount = changed.Count,
                    Warnings = WarningText.First(
                        changed.Select(path => $"{path}: it changed while it was read")),
                };
            }
            catch (MeshException gone) when (gone is ObjectNotFoundException or ObjectTruncatedException
                || gone.Code == "blob-missing")
            {
                return new MergedTree("", Missing: true);
            }
        });
}
