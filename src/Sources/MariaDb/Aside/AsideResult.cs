namespace Mesh.Sources.MariaDb.Aside;

/// <summary>What a restore aside did.</summary>
public sealed record AsideResult
{
    /// <summary>Where the replay ended, as <c>FILE:OFFSET GTID</c>; empty for the backup's own
    /// state.</summary>
    public string Position { get; init; } = "";

    /// <summary>Tables of the scratch server that were compared with what backup and log make; null where
    /// the log held nothing.</summary>
    public int? Compared { get; init; }

    /// <summary>Tables of the scratch server that could only be read, with the reason.</summary>
    public IReadOnlyList<string> Scanned { get; init; } = [];

    /// <summary>Files of rows that were copied.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of SQL that were copied.</summary>
    public long Bytes { get; init; }

    /// <summary>What was left out, for people.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<AsideStage> Stages { get; init; } = [];

    /// <summary>Tables that are not as they should be, of the scratch server or, then with it, of the
    /// target; nothing is put in place where there are any.</summary>
    public IReadOnlyList<string> Mismatches { get; init; } = [];
}
