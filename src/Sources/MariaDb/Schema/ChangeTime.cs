using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>Reads when a table's definition was last written.</summary>
internal static class ChangeTime
{
    private const int MostHandles = 8;

    /// <summary>
    /// The time to the second, as the server tells it; empty where the table's engine keeps none.
    /// </summary>
    /// <param name="ask">Answers a query by the first column of its first row.</param>
    /// <param name="database">The table's database.</param>
    /// <param name="name">The table's name.</param>
    public static async Task<string> ReadAsync(
        Func<string, Task<string?>> ask, string database, string name)
    {
        // The server keeps the time with each open handle of a table. Now and then a handle has none, and
        // it is the one that is asked again, unless the same statement holds it already.
        for (var held = 0; held < MostHandles; held++)
        {
            if (await ask(Query(database, name, held)) is { Length: > 0 } time)
            {
                return time;
            }
        }

        return "";
    }

    private static string Query(string database, string name, int held)
    {
        var handles = Enumerable.Range(0, held)
            .Select(number => $" LEFT JOIN {SqlText.Name(database, name)} held{number} ON FALSE");
        return $"""
            SELECT IFNULL(t.CREATE_TIME, '') FROM information_schema.TABLES t{string.Concat(handles)}
            WHERE t.TABLE_SCHEMA = {SqlText.Literal(database)} AND t.TABLE_NAME = {SqlText.Literal(name)}
            """;
    }
}
