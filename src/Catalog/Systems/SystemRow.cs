using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Systems;

internal sealed class SystemRow
{
    public required string Name { get; init; }

    public required int Revision { get; set; }

    /// <summary>The canonical manifest.</summary>
    public required string Manifest { get; set; }

    /// <summary>JSON: since when each component has been declared.</summary>
    public required string ComponentsSince { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset AppliedAt { get; set; }

    public required string AppliedBy { get; set; }

    public static void Map(EntityTypeBuilder<SystemRow> system)
    {
        system.HasKey(row => row.Name);
        system.Property(row => row.Name).HasMaxLength(32);
    }
}
