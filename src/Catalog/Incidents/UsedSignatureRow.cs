using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Incidents;

internal sealed class UsedSignatureRow
{
    public required string Value { get; init; }

    public required DateTimeOffset KeptUntil { get; init; }

    public static void Map(EntityTypeBuilder<UsedSignatureRow> used)
    {
        used.HasKey(row => row.Value);
        used.HasIndex(row => row.KeptUntil);
    }
}
