using Mesh.Domain.Drills;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Drills;

internal sealed class DrillRow
{
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string System { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required string Input { get; init; }

    public DrillState State { get; set; } = DrillState.Running;

    public DateTimeOffset? EndedAt { get; set; }

    public string Reason { get; set; } = "";

    /// <summary>JSON: what it has achieved.</summary>
    public string? Figures { get; set; }

    /// <summary>How far the audit trail reached before, as <c>ENTRIES HASH</c>.</summary>
    public required string AuditBefore { get; init; }

    public string? Evidence { get; set; }

    /// <summary>
    /// The system while it is under way, so that no second one begins; null once it is over.
    /// </summary>
    public required string? Occupies { get; set; }

    public static void Map(EntityTypeBuilder<DrillRow> drill)
    {
        drill.HasKey(row => row.Number);
        drill.Property(row => row.Id).IsRequired();
        drill.HasIndex(row => row.Id).IsUnique();
        drill.HasIndex(row => row.Occupies).IsUnique();
        drill.HasIndex(row => row.System);
    }
}
