using Mesh.Domain.Incidents;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Incidents;

internal sealed class IncidentRow
{
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string System { get; init; }

    public required string Source { get; init; }

    public required string Key { get; init; }

    public required Cause Cause { get; set; }

    public required string Summary { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public int Times { get; set; } = 1;

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Grows when something changes that its course has to know.</summary>
    public long News { get; set; } = 1;

    /// <summary>Of which news its course has been told.</summary>
    public long Heard { get; set; }

    public string Stage { get; set; } = "";

    /// <summary>What was told to people last.</summary>
    public string Advice { get; set; } = "";

    /// <summary>The newest question; 0: none was asked.</summary>
    public int Question { get; set; }

    /// <summary>JSON: who may answer it; null once it is closed.</summary>
    public string? Deciders { get; set; }

    public DateTimeOffset? Deadline { get; set; }

    /// <summary>JSON: what was decided last.</summary>
    public string? Decision { get; set; }

    public string? Runbook { get; set; }

    /// <summary>JSON: what came of it.</summary>
    public string? Report { get; set; }

    public static void Map(EntityTypeBuilder<IncidentRow> incident)
    {
        incident.HasKey(row => row.Number);
        incident.Property(row => row.Id).IsRequired();
        incident.HasIndex(row => row.Id).IsUnique();
        incident.HasIndex(row => row.System);
        incident.HasIndex(row => row.Runbook);
    }
}
