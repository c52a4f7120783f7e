using Mesh.Activities.Movements;
using Mesh.Activities.Restores;
using Mesh.Activities.Sites;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Captures;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Functions.Standbys;

/// <summary>Chooses what a standby is filled with, and whether it can go on from where it stands.</summary>
public sealed class FillChooser(
    RestoreChooser restores,
    LogNeeds needs,
    LogStreams logs,
    CoveringLogs covering,
    RecoveryPoints points,
    RunLog runs,
    ProductionServers servers,
    KeptRuns kept,
    RestorePreview preview)
{
    // A standby is filled again and again; whether it was before shows among the newest restores.
    private const int RestoresAsked = 200;

    /// <summary>The choice. Changes nothing.</summary>
    /// <exception cref="MeshException">The vault holds nothing of the component; the standby does not
    /// answer.</exception>
    public async Task<FillChoice> ChooseAsync(FillRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var component = new ComponentAddress(
            SystemName.Parse(request.System), ComponentName.Parse(request.Component));

        // Looked at first: what the log gains while the choice is made is not counted.
        var reached = await ReachAsync(component, cancellationToken);
        RestoreChoice choice;
        try
        {
            choice = await restores.ChooseAsync(Wanted(request), cancellationToken);
        }
        catch (MeshException error) when (error.Code == "not-in-log")
        {
            return FillChoice.NotYet(error.Message);
        }

        if (choice.System.Definition.Find(component.Component) is FilesComponent files)
        {
            await kept.RequireAsync(choice.System.Definition, files, choice.Target, cancellationToken);
        }

        if (await OtherSiteAsync(choice, cancellationToken) is { } site)
        {
            return FillChoice.NotYet(
                $"the vault has no backup yet of what is production at '{site}': {component} was backed up "
                + "last where production was before");
        }

        if (!DatabaseConnection.IsMeant(choice.Target))
        {
            var known = await kept.AnyAsync(component, cancellationToken)
                || await WasFilledAsync(component, choice.Target, cancellationToken);
            return new FillChoice(
                choice.Point.Run.Value, "", choice.Point.ConsistencyTime, known && !request.Anew,
                request.Overwrite || known);
        }

        var stands = await preview.FindReplaysAsync(choice.Target, cancellationToken);
        var onward = request.Anew ? null : await StandsAtAsync(choice, stands, cancellationToken);
        var through = choice.Log is { } log && reached.TryGetValue(log.Stream, out var until)
            && until > choice.Point.ConsistencyTime
                ? until
                : choice.Point.ConsistencyTime;
        return new FillChoice(
            (onward ?? choice.Point).Run.Value,
            choice.Place ?? "",
            through,
            onward is not null,
            request.Overwrite || stands.Count > 0
                || await WasFilledAsync(component, choice.Target, cancellationToken));
    }

    // A transaction of one server may bear the name of another's.
    private async Task<SiteName?> OtherSiteAsync(
        RestoreChoice choice, CancellationToken cancellationToken)
    {
        var system = choice.System.Definition;
        var site = await servers.SiteAsync(system, cancellationToken);
        return system.Find(choice.Point.Component.Component) is { } component
            && !await servers.IsOfAsync(system, component, choice.Point.Run, site, cancellationToken)
                ? site
                : null;
    }

    private static RestoreRequest Wanted(FillRequest request) =>
        new(request.System, request.Component, request.Target)
        {
            Latest = request.Until.Length == 0,
            Gtid = request.Until.Length == 0 ? null : request.Until,
        };

    private async Task<Dictionary<string, DateTimeOffset>> ReachAsync(
        ComponentAddress component, CancellationToken cancellationToken)
    {
        var reached = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var log in await logs.ListAsync(component, cancellationToken))
        {
            if (await points.FindAsync(log.BasePoint, cancellationToken) is { } basis)
            {
                reached.Add(log.Stream, LogCoverage.Reach(log, basis));
            }
        }

        return reached;
    }

    // The row on the standby that says how far it is was written after a whole backup of this log had been
    // loaded and compared, and with each transaction since.
    private async Task<PointRecord?> StandsAtAsync(
        RestoreChoice choice, IReadOnlyDictionary<string, string> stands, CancellationToken cancellationToken)
    {
        if (choice is not { Log: { } log, Place: not null }
            || !stands.TryGetValue(log.Stream, out var position))
        {
            return null;
        }

        var place = LogPlace.At("standby", position);
        var served = await needs.ServedAsync(log, cancellationToken);
        return served.FirstOrDefault(point => place.IsBehind(point.Position)) is { } point
            && await covering.FindAsync(point, cancellationToken) is { } same && same.Stream == log.Stream
                ? point
                : null;
    }

    // One that was cut off while it was loaded has no such row yet.
    private async Task<bool> WasFilledAsync(
        ComponentAddress component, string target, CancellationToken cancellationToken)
    {
        var page = await runs.ListAsync(
            new RunFilter(component.System, component.Component, RunKind.Restore),
            new PageRequest(RestoresAsked), cancellationToken);
        return page.Items.Any(run =>
            run.Target == target && run.Phases.Any(phase => phase.Name == RunPhase.Moving));
    }
}
