using Mesh.Catalog.Alerts;
using Mesh.Catalog.Drills;
using Mesh.Catalog.Systems;
using Mesh.Domain.Alerts;
using Mesh.Domain.Drills;
using Mesh.Domain.Evidence;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Drills;

namespace Mesh.Activities.Drills;

/// <summary>Signs what a drill has shown, and enters its end. May be repeated; the first counts.</summary>
public sealed class DrillCloser(
    DrillBook drills, SystemRegistry systems, AlertBoard alerts, DrillKey key)
{
    public async Task CloseAsync(DrillReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var known = await drills.GetAsync(report.DrillId, cancellationToken);
        if (known.State != DrillState.Running)
        {
            return;
        }

        using var signer = await key.OpenAsync(cancellationToken);
        var system = await systems.FindAsync(SystemName.Parse(report.System), cancellationToken);
        var evidence = DrillEvidence.Of(
            report,
            system?.Definition.Objectives ?? new Objectives(),
            await drills.TracesAsync(report.DrillId, cancellationToken));
        var signed = SignedEvidence.Sign(DrillEvidence.PayloadType, evidence, signer);
        var digest = new SignedEvidence(
            DrillEvidence.PayloadType, CanonicalJson.Write(evidence), EvidenceKey.Of(signer)).Digest;

        // The alert first: should the rest not come to be, somebody looks.
        await TellAsync(report, system, cancellationToken);
        await drills.FinishAsync(
            report.DrillId,
            new DrillEnd(report.State, report.Reason, report.Figures, signed, digest),
            cancellationToken);
    }

    // One that somebody has ended says nothing for or against the system.
    private async Task TellAsync(
        DrillReport report, SystemRecord? system, CancellationToken cancellationToken)
    {
        if (system?.Definition.Components.FirstOrDefault(each => each.HoldsData) is not { } component)
        {
            return;
        }

        var address = system.Definition.AddressOf(component);
        if (report.State == DrillState.Failed)
        {
            await alerts.RaiseAsync(
                address, AlertCode.DrillFailed, "", AlertSeverity.Critical,
                $"the drill {report.DrillId} failed: {report.Reason}", cancellationToken);
        }
        else if (report.State == DrillState.Succeeded)
        {
            await alerts.ClearAsync(address, AlertCode.DrillFailed, "", cancellationToken);
            await alerts.ClearAsync(address, AlertCode.DrillOverdue, "", cancellationToken);
        }
    }
}
