using Mesh.Domain.Alerts;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Alerts;

internal sealed class AlertRow
{
    public long Number { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required string Code { get; init; }

    public required string Subject { get; init; }

    public required AlertSeverity Severity { get; set; }

    public required string Message { get; set; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required DateTimeOffset SeenAt { get; set; }

    public int Times { get; set; } = 1;

    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary>What no second open alert may hold at the same time; null once it is cleared.</summary>
    public required string? Occupies { get; set; }

    public static void Map(EntityTypeBuilder<AlertRow> alert)
    {
        alert.HasKey(row => row.Number);
        alert.HasIndex(row => row.Occupies).IsUnique();
        alert.HasIndex(row => new { row.System, row.Component });
    }
}
