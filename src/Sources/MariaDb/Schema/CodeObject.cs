namespace Mesh.Sources.MariaDb.Schema;

/// <summary>A routine, trigger, event or view: SQL that depends on the session that creates it.</summary>
/// <param name="Kind"><c>PROCEDURE</c>, <c>TRIGGER</c> and so on.</param>
/// <param name="Name">Its name within the database.</param>
/// <param name="Create">The statement, without a delimiter.</param>
/// <param name="SqlMode">The mode to create it in.</param>
/// <param name="Client">The character set of the client that made it.</param>
/// <param name="Collation">The collation of that connection.</param>
/// <param name="TimeZone">Of events; null for all else.</param>
internal sealed record CodeObject(
    string Kind,
    string Name,
    string Create,
    string SqlMode,
    string Client,
    string Collation,
    string? TimeZone = null);
