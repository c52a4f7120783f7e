using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;

namespace Mesh.Catalog.Telemetry;

/// <summary>The RPO of every component, computed from the points that are held.</summary>
public sealed class ProtectionBoard
{
    private readonly SystemRegistry systems;
    private readonly RecoveryPoints points;
    private readonly Measurements measurements;
    private readonly TimeProvider time;

    internal ProtectionBoard(
        SystemRegistry systems, RecoveryPoints points, Measurements measurements, TimeProvider time)
    {
        this.systems = systems;
        this.points = points;
        this.measurements = measurements;
        this.time = time;
    }

    /// <summary>How well each component of a system is protected now.</summary>
    public async Task<IReadOnlyList<Protection>> OfAsync(
        SystemRecord system, CancellationToken cancellationToken)
    {
        var all = new List<Protection>();
        foreach (var component in system.Definition.Components)
        {
            var address = system.Definition.AddressOf(component);
            all.Add(await OfAsync(address, system.Definition.Objectives.Rpo, cancellationToken));
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
        var rpo = newest is null ? null : Rpo.Age([(newest.ConsistencyTime, newest.State)], time.GetUtcNow());
        return new Protection(component, newest?.Run, newest?.ConsistencyTime, rpo, objective);
    }
}
