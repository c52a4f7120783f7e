namespace Mesh.Sources.MariaDb.Lost;

/// <summary>A change of one row.</summary>
/// <param name="Table">Where.</param>
/// <param name="Before">Null for a row that was inserted.</param>
/// <param name="After">Null for a row that was deleted.</param>
internal sealed record LostChange(LostTable Table, LostRow? Before, LostRow? After);
