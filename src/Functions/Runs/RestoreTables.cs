using Mesh.Catalog.Points;
using Mesh.Domain.Errors;
using Mesh.Domain.Systems;

namespace Mesh.Functions.Runs;

/// <summary>Reads which tables a restore is asked for, and what they are to be called.</summary>
internal static class RestoreTables
{
    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="MeshException"><c>bad-body</c>, <c>bad-table</c></exception>
    public static void Check(RestoreRequest wanted)
    {
        if (wanted.Tables.Count > 0 && wanted.Databases.Count > 0)
        {
            throw Bad("tables", "stands beside 'databases'", "give one of them: a table, or its whole database");
        }

        if (wanted.As is not null && wanted.Tables.Count != 1)
        {
            throw Bad(
                "as", $"names one table, and {wanted.Tables.Count} are asked for",
                "give one table with it, or leave it out");
        }

        if (Read(wanted.Tables).GroupBy(table => table).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Bad("tables", $"has {twice.Key} twice", "give each table once");
        }

        Places(wanted);
    }

    /// <summary>The tables, as they are called in the backup.</summary>
    /// <exception cref="MeshException"><c>bad-table</c></exception>
    public static IReadOnlyList<TableName> Read(IReadOnlyList<string> tables) =>
        [.. tables.Select(text => TableName.Parse("tables", text))];

    /// <summary>What they are to be called on the target.</summary>
    /// <exception cref="MeshException"><c>bad-table</c></exception>
    public static IReadOnlyList<TableName> Places(RestoreRequest wanted) =>
        wanted.As is { } name ? [TableName.Parse("as", name)] : Read(wanted.Tables);

    /// <summary>That one of the tables is not in a point whose own state is wanted.</summary>
    public static MeshException Missing(TableName table, PointRecord point) => new(
        "mariadb-no-table",
        table.ToString(),
        $"point {point.Run} has no such table",
        "correct the name, or choose another point or moment",
        ExitCode.BadInput);

    private static MeshException Bad(string field, string cause, string hint) =>
        new("bad-body", field, cause, hint, ExitCode.BadInput);
}
