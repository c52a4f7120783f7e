using Mesh.Catalog.Runs;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Points;

internal sealed class PointRow
{
    public long Number { get; init; }

    public required string Run { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required string Repository { get; init; }

    public required BackupMode Mode { get; init; }

    public required string? Snapshot { get; set; }

    public required RecoveryPointState State { get; set; }

    public required DateTimeOffset ConsistencyTime { get; init; }

    public required string Position { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public DateTimeOffset? StoredAt { get; set; }

    public DateTimeOffset? VerifiedAt { get; set; }

    public DateTimeOffset? ProvenAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedBecause { get; set; }

    public long Files { get; set; }

    public long Bytes { get; set; }

    public long StoredBytes { get; set; }

    public static void Map(EntityTypeBuilder<PointRow> point)
    {
        point.HasKey(row => row.Number);
        point.HasIndex(row => row.Run).IsUnique();
        point.HasIndex(row => new { row.System, row.Component, row.ConsistencyTime });
        point.HasIndex(row => row.Snapshot);
        point.HasOne<RunRow>().WithOne().HasForeignKey<PointRow>(row => row.Run)
            .HasPrincipalKey<RunRow>(row => row.Id).OnDelete(DeleteBehavior.Restrict);
    }
}
