using Mesh.Activities.Runs;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Standbys;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Standbys;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Standbys;

/// <summary>Enters what came of a cycle, and raises or clears the alerts that it is a reason for.</summary>
public sealed class FinishCycleActivity(CycleBook cycles, AlertBoard alerts)
{
    [Function(ActivityNames.FinishCycle)]
    public async Task<Done> Run([ActivityTrigger] CycleEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(end);
        var component = new ComponentAddress(
            SystemName.Parse(end.System), ComponentName.Parse(end.Component));

        // What a runbook took over says nothing about the standby.
        if (!end.Overtaken)
        {
            await SetAsync(
                component, AlertCode.StandbyFailed, end.Succeeded ? "" : end.Reason, cancellationToken);
            await SetAsync(
                component, AlertCode.StandbyDrift, string.Join("; ", end.Drift), cancellationToken);
        }

        await cycles.FinishAsync(
            end.Id,
            new CycleOutcome(
                end.Succeeded && !end.Overtaken,
                end.Overtaken ? "a runbook took the standbys over" : end.Reason,
                end.ReadySeconds,
                end.RpoSeconds,
                end.Drift),
            cancellationToken);
        return new Done();
    }

    private Task SetAsync(
        ComponentAddress component, string code, string message, CancellationToken cancellationToken) =>
        message.Length == 0
            ? alerts.ClearAsync(component, code, component.System.Value, cancellationToken)
            : alerts.RaiseAsync(
                component, code, component.System.Value, AlertSeverity.Warning, message, cancellationToken);
}
