using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Log;

namespace Mesh.Sources.MariaDb.Verifying;

/// <summary>How a server that a log brought forward compares with dump and log.</summary>
public sealed record ReplayVerifyResult
{
    /// <summary>The place in the log that the server was compared at.</summary>
    public required LogPosition Cut { get; init; }

    /// <summary>Tables whose rows were compared with what dump and log make, as
    /// <c>database.table</c>.</summary>
    public required IReadOnlyList<string> Compared { get; init; }

    /// <summary>Tables that were read, and could not be compared.</summary>
    public required IReadOnlyList<ScannedTable> Scanned { get; init; }

    /// <summary>Tables that are not as they should be; none when all is well.</summary>
    public required IReadOnlyList<TableMismatch> Mismatches { get; init; }

    /// <summary>How many changes of rows were read in the log.</summary>
    public required long RowChanges { get; init; }

    /// <summary>For people: how many tables were compared, and how many only read.</summary>
    public override string ToString() => $"{Compared.Count} tables compared, {Scanned.Count} scanned";
}
