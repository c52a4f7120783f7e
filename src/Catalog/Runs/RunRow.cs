using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Runs;

internal sealed class RunRow
{
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required int SystemRevision { get; init; }

    public required RunKind Kind { get; init; }

    public required RunTrigger Trigger { get; init; }

    public required BackupMode? Mode { get; init; }

    public required DateTimeOffset? Occurrence { get; init; }

    public required string RequestedBy { get; init; }

    public required string? Point { get; init; }

    public required string? Target { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Place { get; init; }

    /// <summary>JSON; null for all.</summary>
    public string? Databases { get; init; }

    /// <summary>JSON; null for whole databases.</summary>
    public string? Tables { get; init; }

    public string? TableAs { get; init; }

    public required bool Overwrite { get; init; }

    public string? Site { get; set; }

    public RunPurpose? Purpose { get; init; }

    public required RunState State { get; set; }

    /// <summary>What no second active run may hold at the same time; null once the run has ended.</summary>
    public required string? Occupies { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>JSON.</summary>
    public string Phases { get; set; } = "[]";

    /// <summary>JSON.</summary>
    public string Counters { get; set; } = "{}";

    /// <summary>JSON, where the run has failed.</summary>
    public string? Error { get; set; }

    public static void Map(EntityTypeBuilder<RunRow> run)
    {
        run.HasKey(row => row.Number);
        run.HasAlternateKey(row => row.Id);
        run.HasIndex(row => row.Occupies).IsUnique();
        run.HasIndex(row => new { row.System, row.Component, row.Kind, row.Occurrence }).IsUnique();
        run.HasIndex(row => row.State);
    }
}
