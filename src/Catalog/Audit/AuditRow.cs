using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Audit;

internal sealed class AuditRow
{
    /// <summary>1, 2, 3, ... without a gap.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Who { get; init; }

    public required string Action { get; init; }

    public required string Subject { get; init; }

    public required string Details { get; init; }

    /// <summary>What the entry is about, once; null for what may be said again.</summary>
    public required string? Key { get; init; }

    public required string PreviousHash { get; init; }

    public required string Hash { get; init; }

    public static void Map(EntityTypeBuilder<AuditRow> audit)
    {
        audit.HasKey(row => row.Number);
        audit.Property(row => row.Number).ValueGeneratedNever();
        audit.HasIndex(row => row.Key).IsUnique();
    }
}
