using Mesh.Catalog.Database;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Telemetry;

/// <summary>
/// What was measured over time. A run's measure, or one of an instant, is entered once; the first stays.
/// </summary>
public sealed class Measurements
{
    private readonly CatalogDatabase database;

    internal Measurements(CatalogDatabase database) => this.database = database;

    /// <summary>Enters samples; those that were entered before are left as they are.</summary>
    public Task RecordAsync(IReadOnlyCollection<Sample> samples, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var rows = samples.Select(NewRow).DistinctBy(row => row.Key).ToList();
                var keys = rows.Select(row => row.Key).ToList();
                var known = await context.Samples
                    .Where(row => keys.Contains(row.Key))
                    .Select(row => row.Key)
                    .ToListAsync(cancellationToken);
                context.Samples.AddRange(rows.ExceptBy(known, row => row.Key));
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Samples of a component and metric since an instant, the oldest first, at most <paramref
    /// name="limit"/>.
    /// </summary>
    public Task<IReadOnlyList<Sample>> ListAsync(
        ComponentAddress component,
        Metric metric,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Sample>>(
            async context =>
            {
                var rows = await context.Samples
                    .Where(row => row.System == component.System.Value
                        && row.Component == component.Component.Value)
                    .Where(row => row.Metric == metric && row.At >= since)
                    .OrderBy(row => row.At)
                    .Take(limit)
                    .ToListAsync(cancellationToken);
                return [.. rows.Select(ToSample)];
            },
            cancellationToken);

    /// <summary>Removes what was measured before an instant.</summary>
    /// <returns>How many samples went.</returns>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            context => context.Samples.Where(row => row.At < before).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);

    private static Sample ToSample(SampleRow row) => new(
        row.Metric,
        new ComponentAddress(SystemName.Parse(row.System), ComponentName.Parse(row.Component)),
        row.At,
        row.Value,
        row.Run is null ? null : RunId.Parse(row.Run),
        row.Phase);

    private static SampleRow NewRow(Sample sample) => new()
    {
        Key = sample.Run is null
            ? $"{sample.Metric}:{sample.Component}:{UtcText.Write(sample.At)}"
            : $"{sample.Metric}:{sample.Run}:{sample.Phase}",
        Metric = sample.Metric,
        System = sample.Component.System.Value,
        Component = sample.Component.Component.Value,
        At = sample.At,
        Value = sample.Value,
        Run = sample.Run?.Value,
        Phase = sample.Phase,
    };
}
