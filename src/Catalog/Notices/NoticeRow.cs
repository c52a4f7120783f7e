using Mesh.Domain.Alerts;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Notices;

/// <summary>Something to be told to people, written with what it is about.</summary>
internal sealed class NoticeRow
{
    public long Number { get; init; }

    public required string Key { get; init; }

    public required string System { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required string About { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>The target that is not told; null for none.</summary>
    public string? Except { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it is settled which targets are told.</summary>
    public bool Assigned { get; set; }

    public static void Map(EntityTypeBuilder<NoticeRow> notice)
    {
        notice.HasKey(row => row.Number);
        notice.HasIndex(row => row.Key).IsUnique();
        notice.HasIndex(row => row.Assigned);
        notice.HasIndex(row => row.About);
    }
}
