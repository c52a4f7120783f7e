using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Runbooks;

internal sealed class ProductionRow
{
    public required string System { get; init; }

    /// <summary>Null: it is where the system declares it.</summary>
    public string? Site { get; set; }

    public long Epoch { get; set; }

    public DateTimeOffset? Since { get; set; }

    /// <summary>The runbook in whose name backups and prunes rest; null: they do not.</summary>
    public string? FrozenBy { get; set; }

    public static void Map(EntityTypeBuilder<ProductionRow> production) =>
        production.HasKey(row => row.System);
}
