using Mesh.Activities.Runs;
using Mesh.Activities.Vaults;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Retention;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Runs;
using Mesh.Vault;
using Mesh.Vault.Snapshots;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Backups;

/// <summary>
/// Forgets the snapshots of a component that its keep rules do not keep, never the one just verified, nor one
/// that is being restored, nor the last one that an open log can be replayed onto; then marks the recovery
/// points whose snapshots are gone. What they held stays in the vault until it is pruned. The snapshots of
/// logs bear other tags and are not looked at: tending a log drops what no point needs.
/// </summary>
public sealed class ApplyRetentionActivity(
    VaultOpener vaults,
    SystemRegistry systems,
    RecoveryPoints points,
    RestoredPoints restored,
    LogStreams logs,
    LogNeeds needs,
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
        var component = new ComponentAddress(
            SystemName.Parse(reference.Run.System), ComponentName.Parse(reference.Run.Component));
        var inUse = (await restored.NowAsync(component, cancellationToken))
            .Select(point => point.Snapshot).ToHashSet();
        var retained = snapshots.Select(snapshot => new RetainedPoint(
            snapshot.Id.ToString(), snapshot.Time.ToDateTimeOffset(), snapshot.Tags));
        var decisions = RetentionPolicy.Apply(rules, retained, time.GetUtcNow());
        kept.UnionWith(decisions
            .Where(decision => decision.Keep || decision.Point.Id == reference.Snapshot
                || inUse.Contains(decision.Point.Id))
            .Select(decision => decision.Point.Id));
        if (await LogBaseAsync(component, kept, cancellationToken) is { } basis)
        {
            kept.Add(basis);
        }

        foreach (var id in decisions.Select(decision => decision.Point.Id).Where(id => !kept.Contains(id)))
        {
            await repository.Snapshots.DeleteAsync(BlobId.Parse(id), cancellationToken);
        }

        return kept;
    }

    // An open log needs one point that it can be replayed onto: the newest will do. The one just verified may
    // not be reached by the log yet. What an ended log needs is what the rules keep.
    private async Task<string?> LogBaseAsync(
        ComponentAddress component, HashSet<string> kept, CancellationToken cancellationToken)
    {
        if (await logs.CurrentAsync(component, cancellationToken) is not { } log)
        {
            return null;
        }

        var served = await needs.ServedAsync(log, cancellationToken);
        return served.Count > 0
            ? served.Any(point => kept.Contains(point.Snapshot!)) ? null : served[0].Snapshot
            : (await points.FindAsync(log.BasePoint, cancellationToken))?.Snapshot;
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
