namespace Mesh.Orchestrations.Proofs;

/// <summary>What a rehearsal has shown.</summary>
public sealed record ProofResult
{
    /// <summary>The recovery point it began with.</summary>
    public required string Point { get; init; }

    /// <summary>Where it ended, as <c>FILE:OFFSET GTID</c>; empty for the point's own state.</summary>
    public string Position { get; init; } = "";

    /// <summary>The seconds of each stage, in order.</summary>
    public IReadOnlyList<ProofTime> Stages { get; init; } = [];

    /// <summary>Of what was loaded.</summary>
    public long Bytes { get; init; }

    /// <summary>Of the log that was applied.</summary>
    public long LogBytes { get; init; }

    public int TablesCompared { get; init; }

    /// <summary>Files whose content was read back and is what it should be.</summary>
    public long FilesCompared { get; init; }

    /// <summary>Tables that could only be read through, with the reason.</summary>
    public IReadOnlyList<string> TablesScanned { get; init; } = [];

    /// <summary>What speaks against the point or its log; empty when it is proven.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Whether what the vault holds of the point itself is damaged.</summary>
    public bool PointDamaged { get; init; }
}
