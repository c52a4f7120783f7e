using Mesh.Activities.Runs;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Captures;

/// <summary>
/// Takes a log whose last byte was removed out of the catalogue; raises an alert of another that could not be
/// tended, and takes their proof from the points of one that is damaged. The alerts are over when it was
/// tended.
/// </summary>
public sealed class FinishTendingActivity(
    LogStreams logs,
    RecoveryPoints points,
    AlertBoard alerts,
    AuditTrail audit,
    ILogger<FinishTendingActivity> log)
{
    [Function(ActivityNames.FinishTending)]
    public async Task<Done> Run([ActivityTrigger] TendEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (await logs.FindAsync(end.Stream, cancellationToken) is not { Component: var component })
        {
            // An earlier try has removed it.
            return new Done();
        }

        if (end.Problem.Length > 0)
        {
            await TellAsync(component, end, cancellationToken);
        }
        else
        {
            await alerts.ClearAsync(component, AlertCode.LogDamaged, end.Stream, cancellationToken);
            await alerts.ClearAsync(component, AlertCode.LogNotTended, end.Stream, cancellationToken);
        }

        if (end.Removed)
        {
            await logs.RemoveAsync(
                end.Stream, "it has ended, and no recovery point needs it", cancellationToken);
        }

        return new Done();
    }

    private async Task TellAsync(
        ComponentAddress component, TendEnd end, CancellationToken cancellationToken)
    {
        log.LogError("The log {Stream} could not be tended: {Problem}", end.Stream, end.Problem);
        await alerts.RaiseAsync(
            component,
            end.Damaged ? AlertCode.LogDamaged : AlertCode.LogNotTended,
            end.Stream,
            end.Damaged ? AlertSeverity.Critical : AlertSeverity.Warning,
            end.Problem,
            cancellationToken);
        if (end.Damaged)
        {
            await points.DoubtAsync(component, cancellationToken);
        }

        await audit.AppendAsync(
            new NewAuditEntry("mesh", "log-not-tended", end.Stream)
            {
                // Said once, and not at every hour for as long as nobody mends it.
                Key = $"{end.Stream}:log-not-tended:{end.Problem}",
                Details = end.Problem,
            },
            cancellationToken);
    }
}
