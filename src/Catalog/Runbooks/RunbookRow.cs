using Mesh.Domain.Runbooks;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Runbooks;

internal sealed class RunbookRow
{
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string System { get; init; }

    public required RunbookKind Kind { get; init; }

    public required RunbookMode Mode { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string RequestedBy { get; init; }

    public required string Input { get; init; }

    public RunbookState State { get; set; } = RunbookState.Running;

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>JSON: the steps that are over, by their ids, in their order.</summary>
    public string Steps { get; set; } = "{}";

    public string? Report { get; set; }

    /// <summary>
    /// The system while it is under way, so that no second one begins; null once it is over.
    /// </summary>
    public required string? Occupies { get; set; }

    public static void Map(EntityTypeBuilder<RunbookRow> runbook)
    {
        runbook.HasKey(row => row.Number);
        runbook.Property(row => row.Id).IsRequired();
        runbook.HasIndex(row => row.Id).IsUnique();
        runbook.HasIndex(row => row.Occupies).IsUnique();
    }
}
