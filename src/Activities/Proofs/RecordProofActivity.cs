using Mesh.Activities.Runs;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Points;
using Mesh.Catalog.Proofs;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Proofs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Proofs;

/// <summary>
/// Enters what a rehearsal has shown. Where all was well its point is proven; else no point of the component
/// is any more, a point whose data is damaged does not count any more, and an alert is raised.
/// </summary>
public sealed class RecordProofActivity(ProofLog proofs, RecoveryPoints points, AlertBoard alerts)
{
    [Function(ActivityNames.RecordProof)]
    public async Task<Done> Run([ActivityTrigger] ProofNews news, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(news);
        var component = new ComponentAddress(
            SystemName.Parse(news.Run.System), ComponentName.Parse(news.Run.Component));
        var point = RunId.Parse(news.Result.Point);
        var succeeded = news.Result.Findings.Count == 0;

        // The alert first: should the rest not come to be, somebody looks.
        if (succeeded)
        {
            await AdvanceAsync(point, RecoveryPointEvent.Prove, null, cancellationToken);
        }
        else
        {
            var reason = string.Join("; ", news.Result.Findings);
            await alerts.RaiseAsync(
                component, AlertCode.Disproven, "", AlertSeverity.Critical, reason, cancellationToken);
            await points.DoubtAsync(component, cancellationToken);
            if (news.Result.PointDamaged)
            {
                await AdvanceAsync(point, RecoveryPointEvent.Fail, reason, cancellationToken);
            }
        }

        if (succeeded && news.IsLast)
        {
            await alerts.ClearAsync(component, AlertCode.Disproven, "", cancellationToken);
            await alerts.ClearAsync(component, AlertCode.ProofFailed, "", cancellationToken);
        }

        await proofs.RecordAsync(Record(news, component, point, succeeded), cancellationToken);
        return new Done();
    }

    // Retention may have removed it while it was rehearsed.
    private async Task AdvanceAsync(
        RunId point, RecoveryPointEvent happened, string? because, CancellationToken cancellationToken)
    {
        if (await points.FindAsync(point, cancellationToken) is { } known
            && RecoveryPointLife.TryNext(known.State, happened) is not null)
        {
            await points.AdvanceAsync(point, happened, because, cancellationToken);
        }
    }

    private static ProofRecord Record(
        ProofNews news, ComponentAddress component, RunId point, bool succeeded) =>
        new(RunId.Parse(news.Run.RunId), news.Part, component, point, succeeded)
        {
            Position = news.Result.Position,
            Findings = news.Result.Findings,
            Stages = [.. news.Result.Stages.Select(stage => new ProofStage(stage.Stage, stage.Seconds))],
            Bytes = news.Result.Bytes,
            LogBytes = news.Result.LogBytes,
            LogSeconds = news.LogSeconds,
            TablesCompared = news.Result.TablesCompared,
            TablesScanned = news.Result.TablesScanned.Count,
        };
}
