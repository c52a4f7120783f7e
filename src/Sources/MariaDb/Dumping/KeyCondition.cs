using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// Comparisons of a key of several columns, written out column by column, which the optimiser takes for
/// ranges of the index (it does not do so for rows in parentheses).
/// </summary>
internal static class KeyCondition
{
    /// <summary>Keys before the bound.</summary>
    public static string Below(IReadOnlyList<TableColumn> key, IReadOnlyList<string> bound) =>
        Compare(key, bound, "<", "<");

    /// <summary>The bound and keys after it.</summary>
    public static string From(IReadOnlyList<TableColumn> key, IReadOnlyList<string> bound) =>
        Compare(key, bound, ">", ">=");

    private static string Compare(
        IReadOnlyList<TableColumn> key, IReadOnlyList<string> bound, string inner, string last)
    {
        var terms = new List<string>();
        for (var i = 0; i < key.Count; i++)
        {
            var equal = Enumerable.Range(0, i).Select(j => $"{SqlText.Name(key[j].Name)} = {bound[j]}");
            var unequal = $"{SqlText.Name(key[i].Name)} {(i == key.Count - 1 ? last : inner)} {bound[i]}";
            terms.Add($"({string.Join(" AND ", equal.Append(unequal))})");
        }

        return string.Join(" OR ", terms);
    }
}
