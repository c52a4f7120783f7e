using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Runs;

/// <summary>
/// Enters what a run measured: the time of each phase, the throughput, and the RPO it arrived at.
/// </summary>
public sealed class RecordTelemetryActivity(
    RunLog runs, RecoveryPoints points, Measurements measurements, TimeProvider time)
{
    [Function(ActivityNames.RecordTelemetry)]
    public async Task<Done> Run([ActivityTrigger] RunEnd end, CancellationToken cancellationToken)
    {
        var id = RunId.Parse(end.Run.RunId);
        var component = new ComponentAddress(
            SystemName.Parse(end.Run.System), ComponentName.Parse(end.Run.Component));
        var run = await runs.GetAsync(id, cancellationToken);
        var metric = run.Kind == RunKind.Restore ? Metric.Rto : Metric.BackupTime;
        var now = time.GetUtcNow();
        List<Sample> samples =
        [
            .. Rto.ByPhase(end.Outcome.Phases)
                .Select(
                    phase => new Sample(metric, component, now, phase.Length.TotalSeconds, id, phase.Name)),
        ];
        if (Rto.Total(end.Outcome.Phases) is { TotalSeconds: > 0 } total)
        {
            samples.Add(new Sample(metric, component, now, total.TotalSeconds, id));
            samples.Add(new Sample(
                Metric.Throughput, component, now, end.Outcome.Bytes / total.TotalSeconds, id));
        }

        var newest = await points.NewestAsync(component, null, cancellationToken);
        if (run.Kind == RunKind.Backup && newest is not null)
        {
            var age = Rpo.Age([(newest.ConsistencyTime, newest.State)], now);
            samples.Add(new Sample(Metric.Rpo, component, now, age!.Value.TotalSeconds, id));
        }

        await measurements.RecordAsync(samples, cancellationToken);
        return new Done();
    }
}
