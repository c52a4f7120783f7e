using Mesh.Domain.Incidents;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Downtimes;

internal sealed class DowntimeRow
{
    public long Number { get; init; }

    public required string System { get; init; }

    /// <summary>What the downtime is, once within its system.</summary>
    public required string Key { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? Until { get; set; }

    public required bool Planned { get; init; }

    public required Cause Cause { get; init; }

    public required string Note { get; init; }

    public required string EnteredBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public static void Map(EntityTypeBuilder<DowntimeRow> downtime)
    {
        downtime.HasKey(row => row.Number);
        downtime.HasIndex(row => new { row.System, row.Key }).IsUnique();
    }
}
