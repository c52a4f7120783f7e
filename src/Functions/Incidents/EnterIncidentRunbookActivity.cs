using System.Text.Json;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Probes;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Functions.Runbooks;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Incidents;

/// <summary>
/// Enters the runbook that deals with an incident, once; or finds the one that is under way.
/// </summary>
public sealed class EnterIncidentRunbookActivity(
    RunbookStarter starter,
    RunbookBook runbooks,
    ProductionBoard productions,
    ProbeBoard probes,
    IncidentCourse course)
{
    [Function(ActivityNames.EnterIncidentRunbook)]
    public async Task<IncidentRunbook> Run(
        [ActivityTrigger] IncidentRunbookOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var system = SystemName.Parse(order.System);
        var id = $"{order.System}.{(order.Local ? "local" : "failover")}.{order.IncidentId}";
        if (await runbooks.FindAsync(id, cancellationToken) is { } entered)
        {
            return Started(entered);
        }

        if (order.Alone && !(await probes.FindAsync(system, cancellationToken)).Seen)
        {
            return new IncidentRunbook("", null, "");
        }

        // The course starts what it enters, so that nobody else may; it is bound first, so that an end that
        // comes at once is news too.
        await course.BindAsync(order.IncidentId, id, cancellationToken);
        try
        {
            return Started(await starter.EnterAsync(
                new RunbookRequest(
                    order.System,
                    LastGood: await LastGoodAsync(system, order.LastGood, cancellationToken),
                    Local: order.Local),
                $"{order.By}, by incident {order.IncidentId}",
                id,
                order.IncidentId,
                cancellationToken));
        }
        catch (MeshException error) when (error.Code == "system-busy")
        {
            return await JoinAsync(order, system, cancellationToken);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.BadInput)
        {
            return new IncidentRunbook("", null, error.Message);
        }
    }

    private static IncidentRunbook Started(RunbookRecord entered) => new(
        entered.Runbook.Id, JsonSerializer.Deserialize<RunbookInput>(entered.Runbook.Input), "");

    private async Task<IncidentRunbook> JoinAsync(
        IncidentRunbookOrder order, SystemName system, CancellationToken cancellationToken)
    {
        var running = (await runbooks.UnderWayAsync(cancellationToken))
            .FirstOrDefault(record => record.Runbook.System == system)
            ?? throw new MeshException(
                "runbook-ended", system.Value, "the runbook that was under way has just ended");
        await course.BindAsync(order.IncidentId, running.Runbook.Id, cancellationToken);

        // What ended before it was bound would never be news: this is done again, and finds it ended.
        return (await runbooks.GetAsync(running.Runbook.Id, cancellationToken)).EndedAt is null
            ? new IncidentRunbook(running.Runbook.Id, null, "")
            : throw new MeshException(
                "runbook-ended", system.Value, "the runbook that was under way has just ended");
    }

    // What was seen before production was moved to where it is tells nothing of this production.
    private async Task<DateTimeOffset?> LastGoodAsync(
        SystemName system, DateTimeOffset? good, CancellationToken cancellationToken) =>
        good < (await productions.FindAsync(system, cancellationToken)).Since ? null : good;
}
