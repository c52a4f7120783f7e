using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Notices;

/// <summary>That somebody sees to an alert or an incident.</summary>
internal sealed class AcknowledgementRow
{
    public required string About { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    public static void Map(EntityTypeBuilder<AcknowledgementRow> acknowledgement) =>
        acknowledgement.HasKey(row => row.About);
}
