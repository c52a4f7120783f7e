using Mesh.Sources.MariaDb.Log.Advancing.Tables;

namespace Mesh.Sources.MariaDb.Log.Advancing;

/// <summary>What a server must hold at a place in the log.</summary>
/// <param name="Tables">Those that must be there.</param>
/// <param name="Gone">Those that must not be there any more.</param>
/// <param name="Databases">Those that are spoken of; others are nobody's concern.</param>
/// <param name="RowChanges">How many changes of rows were read for it.</param>
internal sealed record ExpectedTables(
    IReadOnlyDictionary<TableName, ExpectedTable> Tables,
    IReadOnlySet<TableName> Gone,
    IReadOnlySet<string> Databases,
    long RowChanges);
