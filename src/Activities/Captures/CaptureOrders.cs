using Mesh.Activities.Sites;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Captures;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Activities.Captures;

/// <summary>
/// Says what a log is captured from and to, by the catalogue as it is now: a changed password or address
/// holds from the next movement on.
/// </summary>
public sealed class CaptureOrders(
    LogStreams logs,
    LogNeeds needs,
    SystemRegistry systems,
    RecoveryPoints points,
    ProductionServers servers)
{
    /// <summary>The order for a log; one that says why where it is not to be captured any more.</summary>
    public async Task<CaptureOrder> FindAsync(string stream, CancellationToken cancellationToken)
    {
        var log = await logs.FindAsync(stream, cancellationToken);
        return log is null ? Ended("it is not in the catalogue")
            : log.EndedAt is not null ? Ended(log.EndedBecause!)
            : await FindAsync(log, cancellationToken);
    }

    private async Task<CaptureOrder> FindAsync(LogStreamRecord log, CancellationToken cancellationToken)
    {
        var system = (await systems.FindAsync(log.Component.System, cancellationToken))?.Definition;
        if (system?.Find(log.Component.Component)
            is not DatabaseComponent { Log: DatabaseLog.Continuous } database)
        {
            return Ended("the system's manifest does not ask for it any more");
        }

        var basis = await points.FindAsync(log.BasePoint, cancellationToken);
        if (basis is null || (await needs.ServedAsync(log, cancellationToken)).Count == 0)
        {
            return Ended("the recovery points that it follows are gone");
        }

        // One look: what is asked is the server that the comparison is about.
        var site = await servers.SiteAsync(system, cancellationToken);
        if (!await servers.IsOfAsync(system, database, log.BasePoint, site, cancellationToken))
        {
            return Ended($"production is at '{site}' now");
        }

        return basis.Repository != system.Vault.Repository.Value
            ? Ended("the system has another vault now")
            : new CaptureOrder
            {
                Run = new RunScope
                {
                    RunId = CaptureInput.InstanceOf(log.Stream),
                    System = log.Component.System.Value,
                    Component = log.Component.Component.Value,
                    Repository = basis.Repository,
                    PasswordReference = system.Vault.Password.ToString(),
                },
                Database = new DatabaseSource
                {
                    Connection = ProductionServers.At(database, site).ToString(),
                },
                Start = basis.Position,
            };
    }

    private static CaptureOrder Ended(string because) => new() { EndedBecause = because };
}
