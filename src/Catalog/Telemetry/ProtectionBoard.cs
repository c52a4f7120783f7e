using Mesh.Catalog.Logs;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Proofs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;

namespace Mesh.Catalog.Telemetry;

/// <summary>
/// How well every component is protected: its RPO from the points and the logs that are held, its RTO from
/// the proofs that were made.
/// </summary>
public sealed class ProtectionBoard
{
    // What is longer ago tells less of how fast the machine and the network are now.
    private const int ProofsAsked = 12;

    private readonly SystemRegistry systems;
    private readonly RecoveryPoints points;
    private readonly LogStreams logs;
    private readonly LogNeeds needs;
    private readonly ProofLog proofs;
    private readonly Measurements measurements;
    private readonly TimeProvider time;

    internal ProtectionBoard(
        SystemRegistry systems,
        RecoveryPoints points,
        LogStreams logs,
        LogNeeds needs,
        ProofLog proofs,
        Measurements measurements,
        TimeProvider time)
    {
        this.systems = systems;
        this.points = points;
        this.logs = logs;
        this.needs = needs;
        this.proofs = proofs;
        this.measurements = measurements;
        this.time = time;
    }

    /// <summary>How well each component of a system is protected now.</summary>
    public async Task<IReadOnlyList<Protection>> OfAsync(
        SystemRecord system, CancellationToken cancellationToken)
    {
        var all = new List<Protection>();
        foreach (var component in system.Definition.Components.Where(each => each.HoldsData))
        {
            var address = system.Definition.AddressOf(component);
            all.Add(await OfAsync(address, system.Definition.RpoOf(component), cancellationToken));
        }

        return all;
    }

    /// <summary>
    /// Computes the RPO of all components of all systems and enters it as samples of this moment.
    /// </summary>
    /// <returns>What was computed; a component without a point that counts gives no sample.</returns>
    public async Task<IReadOnlyList<Protection>> SampleAsync(CancellationToken cancellationToken)
    {
        var all = new List<Protection>();
        try
        {
            await EverySystem.VisitAsync(
                systems,
                async system => all.AddRange(await OfAsync(system, cancellationToken)),
                cancellationToken);
        }
        finally
        {
            // Also when a system could not be read: the others were.
            await RecordAsync(all, cancellationToken);
        }

        return all;
    }

    private Task RecordAsync(List<Protection> all, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return measurements.RecordAsync(
            [
                .. all.Where(each => each.Rpo is not null)
                    .Select(each =>
                        new Sample(Metric.Rpo, each.Component, now, each.Rpo!.Value.TotalSeconds)),
            ],
            cancellationToken);
    }

    private async Task<Protection> OfAsync(
        ComponentAddress component, TimeSpan? objective, CancellationToken cancellationToken)
    {
        var newest = await points.NewestAsync(component, null, cancellationToken);
        if (newest is null)
        {
            return new Protection(component, null, null, null, objective);
        }

        var now = time.GetUtcNow();
        var held = Held(newest.ConsistencyTime, await CapturedAsync(component, cancellationToken), now);
        var rpo = Rpo.Age([(held, newest.State)], now);
        var proven = await points.ProvenLastAsync(component, cancellationToken);
        var efforts = await EffortsAsync(component, cancellationToken);
        return new Protection(component, newest.Run, held, rpo, objective)
        {
            TakenAt = newest.TakenAt,
            VerifiedAt = newest.VerifiedAt,
            ProvenAt = proven?.ProvenAt,
            ProofAge = now - proven?.ProvenAt,
            PredictedRto = RtoForecast.Of(efforts, newest.Bytes, held - newest.ConsistencyTime),
        };
    }

    private async Task<IReadOnlyList<RestoreEffort>> EffortsAsync(
        ComponentAddress component, CancellationToken cancellationToken)
    {
        var page = await proofs.ListAsync(component, new PageRequest(ProofsAsked), cancellationToken);
        return
        [
            .. page.Items.Where(proof => proof.Succeeded).Select(proof => new RestoreEffort(
                proof.Bytes,
                proof.TimeOf("load", "verify", "verify-replay"),
                TimeSpan.FromSeconds(proof.LogSeconds),
                proof.TimeOf("replay"))),
        ];
    }

    // A log is worth nothing without a point that it is replayed onto.
    private async Task<DateTimeOffset?> CapturedAsync(
        ComponentAddress component, CancellationToken cancellationToken)
    {
        var log = await logs.CurrentAsync(component, cancellationToken);
        return log is not null && (await needs.ServedAsync(log, cancellationToken)).Count > 0
            ? log.CapturedThrough
            : null;
    }

    // A point from a time to come was taken before the clock was set back; the log knows better.
    private static DateTimeOffset Held(DateTimeOffset point, DateTimeOffset? log, DateTimeOffset now) =>
        log > point || point > now ? log ?? point : point;
}
