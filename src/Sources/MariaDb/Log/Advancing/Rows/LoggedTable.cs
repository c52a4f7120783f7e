using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>A table that the log has given a number.</summary>
/// <param name="Name">Which.</param>
/// <param name="Map">As the log describes it.</param>
/// <param name="Body">The bytes of that description.</param>
/// <param name="Images">Reads its rows; null where they cannot be read.</param>
/// <param name="Doubt">Why they cannot be read; empty otherwise.</param>
internal sealed record LoggedTable(
    TableName Name, TableMapEvent Map, byte[] Body, RowImages? Images, string Doubt);
