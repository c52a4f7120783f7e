using Mesh.Catalog.Logs;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Captures;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.MariaDb.Log;

namespace Mesh.Activities.Captures;

/// <summary>Says what is to be done about what a log holds, by the catalogue as it is now.</summary>
/// <remarks>
/// What a log is not needed for now it is never needed for again: points are added at its end only, and one
/// that has expired does not come back. So an order stays right however late it is carried out.
/// </remarks>
public sealed class TendOrders(
    LogStreams logs,
    LogNeeds needs,
    SystemRegistry systems,
    RecoveryPoints points,
    RunLog runs,
    TimeProvider time)
{
    /// <summary>The order for a log; one that says why where there is nothing to do.</summary>
    public async Task<TendOrder> FindAsync(TendQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await logs.FindAsync(query.Stream, cancellationToken) is not { } log)
        {
            return Idle("it is not in the catalogue");
        }

        var system = (await systems.FindAsync(log.Component.System, cancellationToken))?.Definition;
        var basis = await points.FindAsync(log.BasePoint, cancellationToken);
        if (system is null || basis is null)
        {
            return Idle("its system is not declared any more");
        }

        var order = new TendOrder
        {
            Run = new RunScope
            {
                RunId = TendInput.InstanceOf(log.Stream),
                System = log.Component.System.Value,
                Component = log.Component.Component.Value,
                Repository = basis.Repository,
                PasswordReference = system.Vault.Password.ToString(),
            },
        };
        var neededFor = await needs.NeededForAsync(log, cancellationToken);
        return neededFor.Count > 0
            ? order with { Needed = neededFor.MinBy(Place)!.Position }
            : await UnneededAsync(log, query, cancellationToken) is { } idle ? Idle(idle) : order;
    }

    private static LogPosition Place(PointRecord point) => LogPosition.Parse(point.Position.Split(' ')[0]);

    private async Task<string?> UnneededAsync(
        LogStreamRecord log, TendQuery query, CancellationToken cancellationToken)
    {
        if (log.EndedAt is not { } ended)
        {
            return "it is open, and no recovery point counts";
        }

        // A movement that was under way when it ended may still add to it.
        if (time.GetUtcNow() - ended < TimeSpan.FromSeconds(query.SettleSeconds))
        {
            return "it has ended just now";
        }

        var backups = new RunFilter(
            log.Component.System, log.Component.Component, RunKind.Backup, ActiveOnly: true);
        var active = await runs.ListAsync(backups, new PageRequest(1), cancellationToken);
        return active.Items is [{ } backup] && backup.RequestedAt <= ended
            ? $"the backup {backup.Id} may become a point that lies in it"
            : null;
    }

    private static TendOrder Idle(string because) => new() { IdleBecause = because };
}
