using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Notices;

/// <summary>That a target is told of a notice.</summary>
internal sealed class DeliveryRow
{
    public long Number { get; init; }

    public required long Notice { get; init; }

    public required string System { get; init; }

    public required string Target { get; init; }

    /// <summary>Whether it is told only where nobody has acknowledged by then.</summary>
    public required bool Escalates { get; init; }

    public required DateTimeOffset DueAt { get; set; }

    /// <summary>The message that it is part of; null until it is due.</summary>
    public string? Message { get; set; }

    public DeliveryState State { get; set; } = DeliveryState.Waiting;

    public int Attempts { get; set; }

    public string? Error { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public static void Map(EntityTypeBuilder<DeliveryRow> delivery)
    {
        delivery.HasKey(row => row.Number);
        delivery.HasIndex(row => new { row.Notice, row.Target }).IsUnique();
        delivery.HasIndex(row => new { row.System, row.State });
        delivery.HasIndex(row => row.Message);
    }
}
