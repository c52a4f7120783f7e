using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Agents;

internal sealed class AgentKeyRow
{
    public long Number { get; init; }

    public required string System { get; init; }

    public required string Place { get; init; }

    /// <summary>SHA-256 of the key in lower-case hexadecimal digits; the key is kept nowhere.</summary>
    public required string Hash { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? RevokedBy { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public static void Map(EntityTypeBuilder<AgentKeyRow> key)
    {
        key.HasKey(row => row.Number);
        key.HasIndex(row => new { row.System, row.Place });
        key.HasIndex(row => row.Hash).IsUnique();
    }
}
