using Mesh.Activities.Runs;
using Mesh.Catalog.Alerts;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Proofs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Proofs;

/// <summary>Raises the alert that a proof could not be made.</summary>
public sealed class RecordProofFailureActivity(AlertBoard alerts)
{
    [Function(ActivityNames.RecordProofFailure)]
    public async Task<Done> Run([ActivityTrigger] ProofFailure failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var component = new ComponentAddress(
            SystemName.Parse(failure.Run.System), ComponentName.Parse(failure.Run.Component));
        await alerts.RaiseAsync(
            component, AlertCode.ProofFailed, "", AlertSeverity.Warning, failure.Reason, cancellationToken);
        return new Done();
    }
}
