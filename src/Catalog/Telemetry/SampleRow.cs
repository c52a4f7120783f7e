using Mesh.Domain.Measures;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Telemetry;

internal sealed class SampleRow
{
    public long Number { get; init; }

    /// <summary>What was measured, once.</summary>
    public required string Key { get; init; }

    public required Metric Metric { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required DateTimeOffset At { get; init; }

    public required double Value { get; init; }

    public required string? Run { get; init; }

    public required string? Phase { get; init; }

    public static void Map(EntityTypeBuilder<SampleRow> sample)
    {
        sample.HasKey(row => row.Number);
        sample.HasIndex(row => row.Key).IsUnique();
        sample.HasIndex(row => new { row.System, row.Component, row.Metric, row.At });
    }
}
