using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Standbys;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Alerts;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Standbys;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Standbys;

/// <summary>
/// Sees that what sleeps is woken when that is due, once at a time and never while a runbook moves the
/// system, and that what a warm standby is filled from is not older than it may be.
/// </summary>
public sealed class StandbyKeeper(
    SystemRegistry systems,
    CycleBook cycles,
    ProductionBoard productions,
    ProtectionBoard protection,
    AlertBoard alerts,
    TimeProvider time,
    RandomNumberGenerator random,
    ILogger<StandbyKeeper> log)
{
    /// <summary>Does what is to be done now. May be repeated, by many at once.</summary>
    public async Task KeepAllAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var cycle in await cycles.UnderWayAsync(cancellationToken))
        {
            await MendAsync(client, cycle, cancellationToken);
        }

        await EverySystem.VisitAsync(
            systems, system => KeepAsync(client, system, cancellationToken), cancellationToken);
    }

    /// <summary>Wakes a system's standbys now.</summary>
    /// <exception cref="MeshException"><c>no-standby</c>: it has none that sleep so, or they are production;
    /// <c>standby-busy</c>, <c>system-frozen</c></exception>
    public async Task<CycleRecord> WakeAsync(
        DurableTaskClient client,
        SystemRecord system,
        CycleKind kind,
        string by,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        var (definition, name) = (system.Definition, system.Definition.Name);
        var parts = CyclePlanner.PartsOf(definition, kind);
        var production = await productions.FindAsync(name, cancellationToken);
        var site = definition.Components.Select(component => component.Standby).OfType<Standby>()
            .FirstOrDefault()?.Site;
        if (parts.Count == 0 || site is null || production.Site == site)
        {
            throw new MeshException(
                "no-standby",
                name.Value,
                parts.Count == 0 ? $"nothing of it has a {Words.Of(kind)}" : $"production is at {site}",
                "declare a standby of the class 'warm' or 'cold' (docs/STANDBYS.md)",
                ExitCode.BadInput);
        }

        var input = new CycleInput
        {
            Id = NewId(name, kind),
            System = name.Value,
            Site = site.Value,
            Epoch = production.Epoch,
            By = by,
            Parts = parts,
        };
        var entered = await cycles.RequestAsync(
            input.Id, name, kind, by, JsonSerializer.Serialize(input), cancellationToken);
        await InstanceStart.OnceAsync(client, OrchestratorNames.Standby, input.Id, input, cancellationToken);
        return entered;
    }

    /// <summary>When a system's standbys are woken next; null where none sleep so.</summary>
    public async Task<DateTimeOffset?> DueAsync(
        SystemRecord system, CycleKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (CycleRules.Period(system.Definition, kind) is not { } period)
        {
            return null;
        }

        var last = await cycles.LastAsync(
            system.Definition.Name, kind, succeeded: false, cancellationToken);
        return CycleRules.Due(period, system.CreatedAt, last?.StartedAt);
    }

    private async Task KeepAsync(
        DurableTaskClient client, SystemRecord system, CancellationToken cancellationToken)
    {
        foreach (var kind in Enum.GetValues<CycleKind>())
        {
            if (await DueAsync(system, kind, cancellationToken) is { } due && due <= time.GetUtcNow())
            {
                await TryWakeAsync(client, system, kind, cancellationToken);
            }
        }

        await WatchShippingAsync(system, cancellationToken);
    }

    private async Task TryWakeAsync(
        DurableTaskClient client, SystemRecord system, CycleKind kind, CancellationToken cancellationToken)
    {
        try
        {
            await WakeAsync(client, system, kind, "mesh", cancellationToken);
        }
        catch (MeshException error) when (error.Code is "standby-busy" or "system-frozen" or "no-standby")
        {
            // It stays due, and is looked at again at the next tick.
            log.LogDebug(error, "The standbys of {System} are not woken now", system.Definition.Name);
        }
    }

    private async Task WatchShippingAsync(SystemRecord system, CancellationToken cancellationToken)
    {
        var definition = system.Definition;
        if (!definition.Components.Any(component => CycleRules.Shipping(component) is not null))
        {
            return;
        }

        var held = await protection.OfAsync(system, cancellationToken);
        foreach (var component in definition.Components)
        {
            if (CycleRules.Shipping(component) is not { } longest)
            {
                continue;
            }

            var address = definition.AddressOf(component);
            var age = held.FirstOrDefault(each => each.Component == address)?.Rpo;

            // Before its first backup it has had no time to be late.
            var overdue = (age ?? time.GetUtcNow() - system.ComponentsSince[component.Name]) > longest;
            await (overdue
                ? alerts.RaiseAsync(
                    address, AlertCode.ShippingOverdue, component.Name.Value, AlertSeverity.Critical,
                    $"what its standby is filled from is {(age is { } old ? $"of {Durations.Format(old)} ago"
                        : "missing")}, and may be {Durations.Format(longest)} old",
                    cancellationToken)
                : alerts.ClearAsync(
                    address, AlertCode.ShippingOverdue, component.Name.Value, cancellationToken));
        }
    }

    // One whose start was cut off is started; one that was ended from outside must not bar the next, which
    // puts to sleep what this one left awake.
    private async Task MendAsync(
        DurableTaskClient client, CycleRecord cycle, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(cycle.Id, cancellationToken);
        if (instance is null)
        {
            await InstanceStart.OnceAsync(
                client, OrchestratorNames.Standby, cycle.Id,
                JsonSerializer.Deserialize<CycleInput>(cycle.Input)!, cancellationToken);
        }
        else if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Failed
            or OrchestrationRuntimeStatus.Terminated)
        {
            await cycles.FinishAsync(
                cycle.Id,
                new CycleOutcome(
                    false, "it was ended from outside; look whether its standbys sleep", null, null, []),
                cancellationToken);
        }
    }

    private string NewId(SystemName system, CycleKind kind)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        return $"{system}.{Words.Of(kind)}.{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}-"
            + Convert.ToHexStringLower(bytes);
    }
}
