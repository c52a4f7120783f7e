using Mesh.Activities.Sites;
using Mesh.Activities.Standbys;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Standbys;

/// <summary>The steps of backing the files of a site up within a runbook. Each may be repeated.</summary>
public sealed class SiteBackupFunctions(
    SystemRegistry systems,
    RunLog runs,
    RecoveryPoints points,
    ProductionServers servers,
    KeptComparison comparison,
    RunStarter starter)
{
    /// <summary>Enters the backup, once a name.</summary>
    [Function(ActivityNames.BeginSiteBackup)]
    public async Task<EnteredBackup> Begin(
        [ActivityTrigger] SiteBackupRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (component, system, files) =
            await FindAsync(request.System, request.Component, cancellationToken);
        var site = SiteName.Parse(request.Site);
        if (request.Keep && KeptRuns.IsMissing(files, site))
        {
            return new EnteredBackup(null) { Nothing = true };
        }

        var run = new NewRun(
            RunId.Named(component, request.At, request.Name), component, system.Revision, RunKind.Backup,
            request.By)
        {
            Mode = BackupMode.Incremental,
            Purpose = request.Keep ? RunPurpose.Keep : null,
            Site = site,
            Runbook = request.Runbook,
        };
        return await Entering.TryAsync(
            async () =>
            {
                var entered = await runs.RequestAsync(run, cancellationToken);
                return new EnteredBackup(await starter.BackupInputAsync(entered, cancellationToken));
            },
            why => new EnteredBackup(null, why));
    }

    /// <summary>Tells what was kept and the site's successor was never given. Changes nothing.</summary>
    [Function(ActivityNames.CompareKept)]
    public async Task<KeptFiles> Compare(
        [ActivityTrigger] KeptQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (component, system, files) =
            await FindAsync(question.System, question.Component, cancellationToken);
        var run = await runs.GetAsync(RunId.Parse(question.RunId), cancellationToken);
        if (run.State != RunState.Succeeded)
        {
            throw new PermanentFailureException(
                $"run {run.Id} left something out, which would be written over: 'mesh runs {run.Id}' tells what");
        }

        var scope = RunStarter.Scope(question.RunId, component, system.Definition.Vault);
        return await comparison.OfAsync(
            scope,
            question.Site,
            await GivenAsync(system, files, SiteName.Parse(question.Site), cancellationToken),
            cancellationToken);
    }

    // What the newest good restore to the other site had.
    private async Task<PointRecord?> GivenAsync(
        SystemRecord system, FilesComponent files, SiteName site, CancellationToken cancellationToken)
    {
        var address = system.Definition.AddressOf(files);
        var successors = system.Definition.Sites.Where(each => each.Name != site)
            .Select(each => ProductionServers.Target(files, each.Name)).ToHashSet(StringComparer.Ordinal);
        var page = await runs.ListAsync(
            new RunFilter(
                address.System, address.Component, RunKind.Restore, Purpose: RunPurpose.Fill),
            new PageRequest(PageRequest.Largest), cancellationToken);
        foreach (var run in page.Items)
        {
            if (run is { State: RunState.Succeeded or RunState.Incomplete, Point: { } name }
                && successors.Contains(run.Target!)
                && await points.FindAsync(RunId.Parse(name), cancellationToken)
                    is { Snapshot: not null } point
                && await servers.SiteOfAsync(system.Definition, point.Run, cancellationToken) == site)
            {
                return point;
            }
        }

        return null;
    }

    private async Task<(ComponentAddress Address, SystemRecord System, FilesComponent Files)> FindAsync(
        string system, string component, CancellationToken cancellationToken)
    {
        var address = new ComponentAddress(SystemName.Parse(system), ComponentName.Parse(component));
        var (record, definition) = await systems.GetAsync(address, cancellationToken);
        return (address, record, (FilesComponent)definition);
    }
}
