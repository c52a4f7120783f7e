using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Proofs;

internal sealed class ProofRow
{
    public long Number { get; init; }

    public required string Run { get; init; }

    /// <summary>Which of the run's rehearsals.</summary>
    public required string Part { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    public required string Point { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Position { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>JSON: what speaks against it.</summary>
    public required string Findings { get; init; }

    /// <summary>JSON: seconds by stage, in order.</summary>
    public required string Stages { get; init; }

    public required long Bytes { get; init; }

    public required long LogBytes { get; init; }

    public required double LogSeconds { get; init; }

    public required int TablesCompared { get; init; }

    public required int TablesScanned { get; init; }

    public static void Map(EntityTypeBuilder<ProofRow> proof)
    {
        proof.HasKey(row => row.Number);
        proof.HasIndex(row => new { row.Run, row.Part }).IsUnique();
        proof.HasIndex(row => new { row.System, row.Component });
    }
}
