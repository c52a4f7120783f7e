using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Verifying;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>What a load did.</summary>
public sealed record LoadResult
{
    /// <summary>What was restored, and which moment it shows.</summary>
    public required DumpRecord Record { get; init; }

    /// <summary>Tables whose rows were loaded.</summary>
    public required int TablesLoaded { get; init; }

    /// <summary>Tables that an earlier load had finished.</summary>
    public required int TablesKept { get; init; }

    /// <summary>Whether the target was compared with the record.</summary>
    public required bool Verified { get; init; }

    /// <summary>Tables that do not hold what they should; empty in every good restore.</summary>
    public required IReadOnlyList<TableMismatch> Mismatches { get; init; }

    /// <summary>What could not be made and is not part of any table, for people.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Time to make databases and tables, to load rows, to make the rest, and to verify.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> Phases { get; init; }
}
