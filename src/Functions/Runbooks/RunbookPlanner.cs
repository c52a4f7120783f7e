using Mesh.Activities.Sites;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Functions.Runbooks;

/// <summary>
/// Makes out of what a system declares, and where its production is now, what a runbook is to do.
/// </summary>
public sealed class RunbookPlanner(
    SystemRegistry systems,
    ProductionBoard productions,
    ProductionServers servers,
    RecoveryPoints points,
    TimeProvider time)
{
    /// <summary>What is to be done.</summary>
    /// <exception cref="MeshException"><c>no-way</c>: the system cannot be moved so. <c>not-backed-up</c>: the
    /// vault has nothing yet of what is production, which a planned move would close for nothing.</exception>
    public async Task<PlannedRunbook> OfAsync(
        RunbookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = SystemName.Parse(request.System);
        var system = (await systems.GetAsync(name, cancellationToken)).Definition;
        var production = await productions.FindAsync(name, cancellationToken);
        var from = production.Site ?? system.Production!.Name;
        var situation = request.Protect
            ? Protection(request, system, from)
            : request.Local
            ? StartAgain(request, system, from)
            : Move(request, system, from, To(system, from, request.To));

        // Refuses what cannot be, before anything is entered.
        _ = RunbookPlan.Of(situation);
        if (situation is { Kind: RunbookKind.Failover, Mode: RunbookMode.Planned })
        {
            await RequireBackupsAsync(situation, system, from, cancellationToken);
        }

        return new PlannedRunbook(situation, production.Epoch, LastGood(request, production));
    }

    // Backups are frozen while it runs. A failback waits for them before it freezes; files are backed up by
    // the runbook.
    private async Task RequireBackupsAsync(
        RunbookSituation situation,
        SystemDefinition system,
        SiteName from,
        CancellationToken cancellationToken)
    {
        foreach (var part in situation.Parts.Where(part =>
            part is { IsFilled: true, Kind: RunbookPartKind.Database }))
        {
            var database = (DatabaseComponent)system.Find(ComponentName.Parse(part.Component))!;
            var newest = await points.NewestAsync(system.AddressOf(database), null, cancellationToken);
            if (newest is null
                || !await servers.IsOfAsync(system, database, newest.Run, from, cancellationToken))
            {
                throw new MeshException(
                    "not-backed-up", part.Component,
                    $"the vault has no verified backup yet of what is production at '{from}', and its standby is "
                        + "filled from there",
                    "ask again when 'mesh points' lists one",
                    ExitCode.BadInput);
            }
        }
    }

    private static RunbookSituation Move(
        RunbookRequest request, SystemDefinition system, SiteName from, SiteName to) => new(
            to == system.Production!.Name ? RunbookKind.Failback : RunbookKind.Failover,
            request.Planned ? RunbookMode.Planned : RunbookMode.Unplanned,
            from.Value,
            to.Value,
            Parts(system, to)) { Declared = system.Failover?.Steps ?? [] };

    private static RunbookSituation Protection(
        RunbookRequest request, SystemDefinition system, SiteName production)
    {
        if (request is not { Planned: false, To: null, LastGood: null, Local: false })
        {
            throw new MeshException(
                "bad-body", "protect", "moves nothing, and is asked for together with a move",
                "leave 'planned', 'to', 'local' and 'lastGood' out", ExitCode.BadInput);
        }

        var standby = To(system, production, null);
        return new RunbookSituation(
            RunbookKind.Protect,
            RunbookMode.Planned,
            standby.Value,
            production.Value,
            Parts(system, standby));
    }

    private static RunbookSituation StartAgain(
        RunbookRequest request, SystemDefinition system, SiteName production) =>
        request is not { Planned: false, To: null }
            ? throw new MeshException(
                "bad-body", "local", "moves nothing, and is asked for together with a move",
                "leave 'planned' and 'to' out", ExitCode.BadInput)
            : new RunbookSituation(
                RunbookKind.Local,
                RunbookMode.Unplanned,
                production.Value,
                production.Value,
                [.. system.Components.Select(PartThere).OfType<RunbookPart>()]);

    // It is what the RTO is measured from, so it must be possible.
    private DateTimeOffset? LastGood(RunbookRequest request, ProductionRecord production) =>
        request.LastGood is { } good && (good > time.GetUtcNow() || good < production.Since)
            ? throw new MeshException(
                "bad-body", "lastGood", "is in the future, or before production was moved to where it is",
                "give the time of the last look that found it working, or leave it out", ExitCode.BadInput)
            : request.LastGood;

    private static SiteName To(SystemDefinition system, SiteName from, string? wanted)
    {
        var others = system.Sites.Where(site => site.Name != from).Select(site => site.Name).ToList();
        if (wanted is null)
        {
            return others.Count == 1
                ? others[0]
                : throw new MeshException(
                    "no-way", system.Name.Value, $"it has {others.Count} sites beside {from}",
                    "name the site that is to become production", ExitCode.BadInput);
        }

        var to = SiteName.Parse(wanted);
        return system.Sites.Any(site => site.Name == to)
            ? to
            : throw new MeshException(
                "no-way", wanted, $"{system.Name} has no such site",
                $"its sites are: {string.Join(", ", system.Sites.Select(site => site.Name))}",
                ExitCode.BadInput);
    }

    private static IReadOnlyList<RunbookPart> Parts(SystemDefinition system, SiteName to) =>
        [.. system.Components.Select(part => Part(part, system, to)).OfType<RunbookPart>()];

    // What is moved by an agent is started by it too; what is not, nobody there knows how to.
    private static RunbookPart? PartThere(ComponentDefinition component)
    {
        IReadOnlyList<string> needs = [.. component.DependsOn.Select(each => each.Value)];
        var name = component.Name.Value;
        return component switch
        {
            TrafficComponent => new RunbookPart(name, RunbookPartKind.Traffic, needs),
            HostsComponent { Standby: not null } hosts =>
                new RunbookPart(name, RunbookPartKind.Hosts, needs) { Capacity = hosts.Capacity },
            DatabaseComponent { Standby.Connection: not null } =>
                new RunbookPart(name, RunbookPartKind.Database, needs),
            _ => null,
        };
    }

    private static RunbookPart? Part(ComponentDefinition component, SystemDefinition system, SiteName to)
    {
        if (component.Standby is { } stands && to != stands.Site && to != system.Production!.Name)
        {
            throw new MeshException(
                "no-way", component.Name.Value, $"it stands by at {stands.Site}, not at {to}",
                "name that site", ExitCode.BadInput);
        }

        IReadOnlyList<string> needs = [.. component.DependsOn.Select(each => each.Value)];
        var name = component.Name.Value;
        return component switch
        {
            TrafficComponent => new RunbookPart(name, RunbookPartKind.Traffic, needs),
            { Standby: null } => null,
            HostsComponent hosts => new RunbookPart(name, RunbookPartKind.Hosts, needs)
            {
                Capacity = hosts.Capacity,
                Returns = component.Standby.Class is StandbyClass.Warm or StandbyClass.Cold,
            },
            DatabaseComponent { Standby: { Class: StandbyClass.Hot } standby } =>
                new RunbookPart(
                    name, RunbookPartKind.Database, needs) { LosesNothing = standby.LosesNothing },
            DatabaseComponent { Standby.Connection: not null } database =>
                new RunbookPart(name, RunbookPartKind.Database, needs)
                {
                    Target = ProductionServers.At(database, to).ToString(), Returns = true,
                },
            DatabaseComponent => throw new MeshException(
                "no-way", name, "nothing says which server its standby is",
                "declare 'standby.connection', or restore it by hand ('mesh restore')", ExitCode.BadInput),
            FilesComponent { Standby.Path: not null } files =>
                new RunbookPart(name, RunbookPartKind.Files, needs)
                {
                    Target = ProductionServers.Target(files, to), Returns = true,
                },
            _ => throw new MeshException(
                "no-way", name, "nothing says where its standby's files are to stand",
                "declare 'standby.path', or restore them by hand ('mesh restore') and leave 'standby' out",
                ExitCode.BadInput),
        };
    }
}
