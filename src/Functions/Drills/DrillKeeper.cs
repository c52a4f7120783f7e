using System.Globalization;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Drills;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Systems;
using Mesh.Domain.Alerts;
using Mesh.Domain.Drills;
using Mesh.Domain.Errors;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Drills;

/// <summary>
/// Keeps the calendar of drills: starts what is due and may be, and tells of what is overdue.
/// </summary>
public sealed class DrillKeeper(
    SystemRegistry systems, DrillBook drills, DrillStarter starter, AlertBoard alerts, TimeProvider time)
{
    /// <summary>Where a system stands in the calendar.</summary>
    public async Task<DrillStanding> StandingAsync(SystemRecord system, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        var history = await drills.HistoryAsync(system, cancellationToken);
        return DrillCalendar.Of(system.Definition.Drills, history, time.GetUtcNow());
    }

    /// <summary>Gives every system its turn; may be repeated.</summary>
    public async Task KeepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        for (var page = new PageRequest(PageRequest.Largest); ;)
        {
            var (items, next) = await systems.ListAsync(page, cancellationToken);
            foreach (var system in items)
            {
                await KeepAsync(client, system, cancellationToken);
            }

            if (next is null)
            {
                return;
            }

            page = page with { After = next };
        }
    }

    private async Task KeepAsync(
        DurableTaskClient client, SystemRecord system, CancellationToken cancellationToken)
    {
        if (system.Definition.Components.FirstOrDefault(each => each.HoldsData) is not { } component)
        {
            return;
        }

        var standing = await StandingAsync(system, cancellationToken);
        var address = system.Definition.AddressOf(component);
        var refused = "";
        if (standing.MayStart)
        {
            try
            {
                await starter.RequestAsync(
                    client, new DrillRequest(system.Definition.Name.Value), "schedule", cancellationToken);
            }
            catch (MeshException error)
            {
                // Without a recovery point, say, there is nothing to drill: that is told with the alert.
                refused = $"; it could not be started: {error.Message}";
            }
        }

        if (standing.IsOverdue)
        {
            await alerts.RaiseAsync(
                address, AlertCode.DrillOverdue, "", AlertSeverity.Warning,
                Message(system, standing) + refused, cancellationToken);
        }
        else
        {
            await alerts.ClearAsync(address, AlertCode.DrillOverdue, "", cancellationToken);
        }
    }

    private static string Message(SystemRecord system, DrillStanding standing)
    {
        var due = standing.Due!.Value.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
        var by = system.Definition.Drills!.By;
        return $"a drill of {system.Definition.Name} was due {due}: mesh drill run {system.Definition.Name}"
            + (by.Count == 0 ? "" : $" ({string.Join(", ", by)})");
    }
}
