using Mesh.Domain.Detection;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Probes;

/// <summary>That a system's production counts as gone; there is none where it stands.</summary>
internal sealed class VerdictRow
{
    public required string System { get; init; }

    /// <summary>What the incident is known by.</summary>
    public required string Key { get; init; }

    public required DateTimeOffset LastGood { get; init; }

    public required string Told { get; init; }

    public static void Map(EntityTypeBuilder<VerdictRow> verdict) => verdict.HasKey(row => row.System);

    public DetectionVerdict ToVerdict() => new(true, LastGood, Told);
}
