using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>The rows of a table between two keys.</summary>
/// <param name="Table">The table.</param>
/// <param name="Number">From 0, in the order of the key.</param>
/// <param name="Condition">For WHERE; null for all rows.</param>
internal sealed record TableRange(TableSchema Table, int Number, string? Condition)
{
    /// <summary>An even share of the table's, by the server's statistics.</summary>
    public long EstimatedBytes { get; init; }

    /// <summary>The query that reads them in the order of the key, without sorting.</summary>
    public string Query(string? columns = null)
    {
        var key = string.Join(", ", Table.Key.Select(column => Connecting.SqlText.Name(column.Name)));
        var list = columns ?? string.Join(", ", Table.Columns.Select(column => column.Expression));
        return $"SELECT {list} FROM {Table.QualifiedName}"
            + (key.Length > 0 ? " FORCE INDEX (PRIMARY)" : "")
            + (Condition is null ? "" : $" WHERE {Condition}")
            + (key.Length > 0 ? $" ORDER BY {key}" : "");
    }
}
