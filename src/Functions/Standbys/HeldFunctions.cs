using Mesh.Activities.Sites;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Standbys;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Standbys;

/// <summary>Tells how much of a site that was production its successor has.</summary>
public sealed class HeldFunctions(
    SystemRegistry systems, RunLog runs, RecoveryPoints points, ProductionServers servers)
{
    private const int RestoresAsked = 200;

    /// <summary>
    /// The place in the old production's log up to which the newest good restore to another server went.
    /// </summary>
    [Function(ActivityNames.FindHeld)]
    public async Task<HeldPlace> Find(
        [ActivityTrigger] HeldQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var component = new ComponentAddress(
            SystemName.Parse(question.System), ComponentName.Parse(question.Component));
        var (system, definition) = await systems.GetAsync(component, cancellationToken);
        var site = SiteName.Parse(question.Site);
        if (definition is not DatabaseComponent { Standby: { } standby } database)
        {
            return new HeldPlace("");
        }

        var successor = ProductionServers.At(
            database, site == standby.Site ? system.Definition.Production!.Name : standby.Site).ToString();
        var page = await runs.ListAsync(
            new RunFilter(component.System, component.Component, RunKind.Restore),
            new PageRequest(RestoresAsked), cancellationToken);
        foreach (var run in page.Items)
        {
            if (run is { State: RunState.Succeeded, Point: { } name } && run.Target == successor
                && await points.FindAsync(RunId.Parse(name), cancellationToken) is { } point
                && await servers.SiteOfAsync(system.Definition, point.Run, cancellationToken) == site)
            {
                return new HeldPlace(run.Place ?? $"position:{point.Position.Split(' ')[0]}");
            }
        }

        return new HeldPlace("");
    }
}
