using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Logs;

internal sealed class LogStreamRow
{
    public long Number { get; init; }

    public required string Stream { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required string BasePoint { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? CapturedThrough { get; set; }

    public string Position { get; set; } = "";

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedBecause { get; set; }

    /// <summary>What no second open log may hold at the same time; null once it has ended.</summary>
    public required string? Occupies { get; set; }

    public static void Map(EntityTypeBuilder<LogStreamRow> stream)
    {
        stream.HasKey(row => row.Number);
        stream.HasIndex(row => row.Stream).IsUnique();
        stream.HasIndex(row => row.Occupies).IsUnique();
        stream.HasIndex(row => new { row.System, row.Component });
    }
}
