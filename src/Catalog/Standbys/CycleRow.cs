using Mesh.Domain.Standbys;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Standbys;

internal sealed class CycleRow
{
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string System { get; init; }

    public required CycleKind Kind { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>What its orchestration is started with, as JSON.</summary>
    public required string Input { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public bool Succeeded { get; set; }

    /// <summary>Seconds from the first order until all was checked.</summary>
    public double? ReadySeconds { get; set; }

    /// <summary>How old the data was when it was checked, in seconds.</summary>
    public double? RpoSeconds { get; set; }

    public string Reason { get; set; } = "";

    /// <summary>JSON: what has drifted.</summary>
    public string Drift { get; set; } = "[]";

    /// <summary>The system while it is under way, so that no second one begins; else null.</summary>
    public required string? Occupies { get; set; }

    public static void Map(EntityTypeBuilder<CycleRow> cycle)
    {
        cycle.HasKey(row => row.Number);
        cycle.Property(row => row.Id).IsRequired();
        cycle.HasIndex(row => row.Id).IsUnique();
        cycle.HasIndex(row => row.Occupies).IsUnique();
        cycle.HasIndex(row => row.System);
    }
}
