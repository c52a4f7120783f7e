using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Backups;

/// <summary>
/// Looks at a snapshot as a stranger would: the repository opened anew, its index read from the store, every
/// tree read, every blob indexed, every pack there with its size.
/// </summary>
public sealed class VerifySnapshotActivity(VaultOpener vaults)
{
    private const int FindingsTold = 5;

    [Function(ActivityNames.VerifySnapshot)]
    public Task<VerifyOutcome> Run(
        [ActivityTrigger] SnapshotReference reference, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            await using var vault = await vaults.OpenFreshAsync(reference.Run, cancellationToken);
            await vault.ReloadIndexAsync(cancellationToken);
            var snapshot = await vault.Repository.Snapshots.LoadAsync(
                BlobId.Parse(reference.Snapshot), cancellationToken);
            var seen = await SnapshotVerifier.VerifyAsync(vault.Repository, snapshot.Tree, cancellationToken);
            return new VerifyOutcome(
                seen.IsComplete,
                [.. seen.Findings.Take(FindingsTold)
                    .Select(finding => $"{finding.Subject}: {finding.Message}")]);
        });
}
