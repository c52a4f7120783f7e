using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Runbooks;

/// <summary>
/// Where the production of each system is, and which systems' backups and prunes rest meanwhile. The voters
/// decide who may be production; this is what was entered of it. Every call may be repeated.
/// </summary>
public sealed class ProductionBoard
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal ProductionBoard(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Where a system's production is.</summary>
    public Task<ProductionRecord> FindAsync(SystemName system, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => await context.Productions.SingleOrDefaultAsync(
                row => row.System == system.Value, cancellationToken) is { } row
                ? new ProductionRecord(
                    row.Site is null ? null : SiteName.Parse(row.Site), row.Epoch, row.Since, row.FrozenBy)
                : new ProductionRecord(null, 0, null, null),
            cancellationToken);

    /// <summary>Enters the site that is production from an epoch on.</summary>
    /// <exception cref="MeshException"><c>stale-epoch</c>: another site has a newer one.</exception>
    public Task EnterAsync(
        SystemName system, SiteName site, long epoch, string runbook, CancellationToken cancellationToken) =>
        ChangeAsync(
            system,
            row =>
            {
                if (epoch < row.Epoch && row.Site == site.Value)
                {
                    // A rescue, or a runbook that was done again, has entered it in a newer epoch.
                    return null;
                }

                if (epoch < row.Epoch)
                {
                    throw new MeshException(
                        "stale-epoch", system.Value, $"epoch {epoch} is over: {row.Site} holds {row.Epoch}",
                        "look at the newest runbook", ExitCode.BadInput);
                }

                if (epoch == row.Epoch && row.Site == site.Value)
                {
                    return null;
                }

                row.Since = row.Site == site.Value ? row.Since : time.GetUtcNow();
                (row.Site, row.Epoch) = (site.Value, epoch);
                return new NewAuditEntry("mesh", "production-entered", system.Value)
                {
                    Details = $"{site} in epoch {epoch}: {runbook}",
                };
            },
            cancellationToken);

    /// <summary>Lets no backup and no prune of a system begin.</summary>
    public Task FreezeAsync(SystemName system, string runbook, CancellationToken cancellationToken) =>
        ChangeAsync(
            system,
            row =>
            {
                if (row.FrozenBy == runbook)
                {
                    return null;
                }

                row.FrozenBy = runbook;
                return new NewAuditEntry("mesh", "system-frozen", system.Value) { Details = runbook };
            },
            cancellationToken);

    /// <summary>Lets them begin again, if it is this runbook that froze them.</summary>
    public Task ThawAsync(SystemName system, string runbook, CancellationToken cancellationToken) =>
        ChangeAsync(
            system,
            row =>
            {
                if (row.FrozenBy != runbook)
                {
                    return null;
                }

                row.FrozenBy = null;
                return new NewAuditEntry("mesh", "system-thawed", system.Value) { Details = runbook };
            },
            cancellationToken);

    private Task<bool> ChangeAsync(
        SystemName system, Func<ProductionRow, NewAuditEntry?> change, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await context.Productions.SingleOrDefaultAsync(
                    each => each.System == system.Value, cancellationToken);
                if (row is null)
                {
                    row = new ProductionRow { System = system.Value };
                    context.Productions.Add(row);
                }

                if (change(row) is { } entry)
                {
                    await AuditChain.AppendAsync(context, entry, time.GetUtcNow(), cancellationToken);
                }

                return true;
            },
            cancellationToken);
}
