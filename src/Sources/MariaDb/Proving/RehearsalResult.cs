namespace Mesh.Sources.MariaDb.Proving;

/// <summary>What a rehearsal showed.</summary>
public sealed record RehearsalResult
{
    /// <summary>The full backup it began with.</summary>
    public required string Base { get; init; }

    /// <summary>Where it ended, as <c>FILE:OFFSET GTID</c>; empty for the backup's own state.</summary>
    public string Position { get; init; } = "";

    /// <summary>What it took, in order.</summary>
    public required IReadOnlyList<RehearsalStage> Stages { get; init; }

    /// <summary>Of SQL that was loaded.</summary>
    public long Bytes { get; init; }

    /// <summary>Of log that was applied.</summary>
    public long LogBytes { get; init; }

    /// <summary>Tables whose rows are those that they should be.</summary>
    public int TablesCompared { get; init; }

    /// <summary>Tables that could only be read through, with the reason.</summary>
    public IReadOnlyList<string> TablesScanned { get; init; } = [];

    /// <summary>What speaks against the backup or its log; empty when it is proven.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Whether the full backup itself was found damaged, and not only what came after.</summary>
    public bool BaseDamaged { get; init; }
}
