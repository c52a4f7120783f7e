using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>A foreign key.</summary>
/// <param name="Name">Of the constraint.</param>
/// <param name="Child">The table that has it.</param>
/// <param name="Parent">The table that it points to.</param>
/// <param name="Columns">Of the child, in order.</param>
/// <param name="Targets">Those of the parent that they point to.</param>
/// <param name="OnUpdate">What becomes of the child's rows when the parent's keys change.</param>
/// <param name="OnDelete">What becomes of them when the parent's rows go.</param>
internal sealed record ForeignKey(
    string Name,
    TableName Child,
    TableName Parent,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Targets,
    string OnUpdate,
    string OnDelete)
{
    /// <summary>Whether a change of the parent changes the child without a word in the log.</summary>
    public bool Carries(bool updated, bool deleted) =>
        (updated && Acts(OnUpdate)) || (deleted && Acts(OnDelete));

    /// <summary>The query that counts the child's rows that point to nothing.</summary>
    public string CountOrphans()
    {
        var child = SqlText.Name(Child.Database, Child.Table);
        var parent = SqlText.Name(Parent.Database, Parent.Table);
        var set = Columns.Select(column => $"c.{SqlText.Name(column)} IS NOT NULL");
        var joined = Columns.Zip(
            Targets, (column, target) => $"p.{SqlText.Name(target)} = c.{SqlText.Name(column)}");
        return $"SELECT COUNT(*) FROM {child} c WHERE {string.Join(" AND ", set)} AND NOT EXISTS"
            + $" (SELECT 1 FROM {parent} p WHERE {string.Join(" AND ", joined)})";
    }

    private static bool Acts(string rule) => rule is "CASCADE" or "SET NULL" or "SET DEFAULT";
}
