using Mesh.Activities.ControlPlane;
using Mesh.Activities.Sites;
using Mesh.Catalog.Alerts;
using Mesh.Domain.Alerts;
using Mesh.Domain.Sites;

namespace Mesh.Functions.ControlPlane;

/// <summary>
/// Sees that a Mesh which was rescued keeps the lost one out of every system, also where the voters could not
/// be asked at first. Where it cannot, an alert says so.
/// </summary>
public sealed class SuccessionKeeper(Succession succession, Incarnation incarnation, AlertBoard alerts)
{
    /// <summary>The code of the alert.</summary>
    public const string AlertCode = "old-mesh-not-kept-out";

    private bool isDone = incarnation.Replaced.Count == 0;

    /// <summary>Claims what is not claimed yet. May be repeated.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (isDone)
        {
            return;
        }

        var taken = await succession.TakeAsync(incarnation, cancellationToken);
        foreach (var each in taken)
        {
            if (each.State is SuccessionState.Claimed or SuccessionState.NotNeeded)
            {
                await alerts.ClearAsync(
                    ControlPlaneBackup.Address, AlertCode, each.System, cancellationToken);
                continue;
            }

            await alerts.RaiseAsync(
                ControlPlaneBackup.Address,
                AlertCode,
                each.System,
                each.State == SuccessionState.Replaced ? AlertSeverity.Critical : AlertSeverity.Warning,
                each.Told,
                cancellationToken);
        }

        isDone = taken.All(each =>
            each.State is SuccessionState.Claimed or SuccessionState.NotNeeded);
    }
}
