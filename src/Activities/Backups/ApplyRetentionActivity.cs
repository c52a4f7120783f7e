using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Retention;
using Mesh.Domain.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Runs;
using Mesh.Vault;
using Mesh.Vault.Snapshots;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Backups;

/// <summary>
/// Forgets the snapshots of a component that its keep rules do not keep, never the one just verified, nor one
/// that is being restored or that an open log follows; then marks the recovery points whose snapshots are
/// gone. What they held stays in the vault until it is pruned.
/// </summary>
public sealed class ApplyRetentionActivity(
    VaultOpener vaults,
    SystemRegistry systems,
    RunLog runs,
    RecoveryPoints points,
    LogStreams logs,
    TimeProvider time)
{
    [Function(ActivityNames.ApplyRetention)]
    public Task<Done> Run(
        [ActivityTrigger] SnapshotReference reference, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            var vault = await vaults.OpenAsync(reference.Run, cancellationToken);
            var kept = await ForgetAsync(vault.Repository, reference, cancellationToken);
            await ExpireAsync(reference.Run, kept, cancellationToken);
            return new Done();
        });

    private async Task<HashSet<string>> ForgetAsync(
        Repository repository, SnapshotReference reference, CancellationToken cancellationToken)
    {
        var snapshots = await repository.Snapshots.ListAsync(
            new SnapshotFilter { Tags = reference.Run.ComponentTags() }, cancellationToken);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var rules = await RulesAsync(reference.Run, cancellationToken);
        var inUse = await RestoredNowAsync(reference.Run, cancellationToken);
        inUse.UnionWith(await FollowedNowAsync(reference.Run, cancellationToken));
        var retained = snapshots.Select(snapshot => new RetainedPoint(
            snapshot.Id.ToString(), snapshot.Time.ToDateTimeOffset(), snapshot.Tags));
        foreach (var decision in RetentionPolicy.Apply(rules, retained, time.GetUtcNow()))
        {
            if (decision.Keep || decision.Point.Id == reference.Snapshot || inUse.Contains(decision.Point.Id))
            {
                kept.Add(decision.Point.Id);
            }
            else
            {
                await repository.Snapshots.DeleteAsync(BlobId.Parse(decision.Point.Id), cancellationToken);
            }
        }

        return kept;
    }

    // A restore reads its snapshot for as long as it runs, which may be past the next backup.
    private async Task<HashSet<string>> RestoredNowAsync(RunScope run, CancellationToken cancellationToken)
    {
        var filter = new RunFilter(
            SystemName.Parse(run.System),
            ComponentName.Parse(run.Component),
            RunKind.Restore,
            ActiveOnly: true);
        var restores = await runs.ListAsync(filter, new PageRequest(PageRequest.Largest), cancellationToken);
        var snapshots = new HashSet<string>(StringComparer.Ordinal);
        foreach (var restore in restores.Items)
        {
            if (await points.FindAsync(
                RunId.Parse(restore.Point!), cancellationToken) is { Snapshot: { } snapshot })
            {
                snapshots.Add(snapshot);
            }
        }

        return snapshots;
    }

    // Without the point that it follows, a log brings nothing back.
    private async Task<IReadOnlyList<string>> FollowedNowAsync(
        RunScope run, CancellationToken cancellationToken)
    {
        var component = new ComponentAddress(
            SystemName.Parse(run.System), ComponentName.Parse(run.Component));
        return await logs.CurrentAsync(component, cancellationToken) is { } log
            && await points.FindAsync(log.BasePoint, cancellationToken) is { Snapshot: { } snapshot }
                ? [snapshot]
                : [];
    }

    private async Task<RetentionRules> RulesAsync(RunScope run, CancellationToken cancellationToken)
    {
        var system = await systems.FindAsync(SystemName.Parse(run.System), cancellationToken);
        return system?.Definition.Find(ComponentName.Parse(run.Component)) is { } component
            ? system.Definition.RetentionOf(component)
            : RetentionRules.KeepAll;
    }

    private async Task ExpireAsync(RunScope run, HashSet<string> kept, CancellationToken cancellationToken)
    {
        var filter = new PointFilter(SystemName.Parse(run.System), ComponentName.Parse(run.Component));
        var request = new PageRequest(PageRequest.Largest);
        while (true)
        {
            var page = await points.ListAsync(filter, request, cancellationToken);
            foreach (var point in page.Items.Where(point => point.Repository == run.Repository))
            {
                if (RecoveryPointLife.Counts(point.State) && !kept.Contains(point.Snapshot!))
                {
                    await points.AdvanceAsync(
                        point.Run,
                        RecoveryPointEvent.Expire,
                        "its snapshot is no longer kept",
                        cancellationToken);
                }
            }

            if (page.Next is null)
            {
                return;
            }

            request = request with { After = page.Next };
        }
    }
}
