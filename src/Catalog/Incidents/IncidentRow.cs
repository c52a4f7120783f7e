using Mesh.Domain.Incidents;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Incidents;

internal sealed class IncidentRow
{
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string System { get; init; }

    public required string Source { get; init; }

    public required string Key { get; init; }

    public required Cause Cause { get; set; }

    public required string Summary { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public int Times { get; set; } = 1;

    public DateTimeOffset? ClosedAt { get; set; }

    public static void Map(EntityTypeBuilder<IncidentRow> incident)
    {
        incident.HasKey(row => row.Number);
        incident.Property(row => row.Id).IsRequired();
        incident.HasIndex(row => row.Id).IsUnique();
        incident.HasIndex(row => row.System);
    }
}
