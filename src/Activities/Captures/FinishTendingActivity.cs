using Mesh.Activities.Runs;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Logs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Captures;

/// <summary>
/// Takes a log whose last byte was removed out of the catalogue; says of another why it could not be tended.
/// </summary>
public sealed class FinishTendingActivity(
    LogStreams logs, AuditTrail audit, ILogger<FinishTendingActivity> log)
{
    [Function(ActivityNames.FinishTending)]
    public async Task<Done> Run([ActivityTrigger] TendEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (end.Removed)
        {
            await logs.RemoveAsync(
                end.Stream, "it has ended, and no recovery point needs it", cancellationToken);
        }

        if (end.Problem.Length > 0)
        {
            log.LogError("The log {Stream} could not be tended: {Problem}", end.Stream, end.Problem);
            await audit.AppendAsync(
                new NewAuditEntry("mesh", "log-not-tended", end.Stream)
                {
                    // Said once, and not at every hour for as long as nobody mends it.
                    Key = $"{end.Stream}:log-not-tended:{end.Problem}",
                    Details = end.Problem,
                },
                cancellationToken);
        }

        return new Done();
    }
}
