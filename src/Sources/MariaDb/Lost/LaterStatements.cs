using System.Text;
using Mesh.Sources.MariaDb.Log.Advancing.Statements;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>
/// Statements of the lost transactions, for the question whether a table was then as it is now.
/// </summary>
internal sealed class LaterStatements
{
    private readonly List<(int Group, StatementEffect Effect)> _effects = [];
    private int _lastTrigger = -1;

    /// <exception cref="FormatException">Its settings cannot be read.</exception>
    public void Add(int group, QueryEvent query)
    {
        _effects.Add((group, StatementReader.Read(query)));
        if (Encoding.Latin1.GetString(query.Statement.Span)
            .Contains("TRIGGER", StringComparison.OrdinalIgnoreCase))
        {
            _lastTrigger = group;
        }
    }

    /// <summary>Whether a statement behind a group may have changed the definition of a table, or what
    /// triggers there are.</summary>
    public bool MayTouch(TableName table, int group) => _lastTrigger > group
        || _effects.Exists(each => each.Group > group && Touches(each.Effect, table));

    private static bool Touches(StatementEffect effect, TableName table) => effect switch
    {
        StatementEffect.None or StatementEffect.TakesBack or StatementEffect.Empties => false,
        StatementEffect.Creates creates => creates.Name.IsLike(table),
        StatementEffect.Drops drops => drops.Names.Any(table.IsLike),
        StatementEffect.DropsDatabase drops => Same(drops.Database, table.Database),
        StatementEffect.Renames renames =>
            renames.Pairs.Any(pair => pair.From.IsLike(table) || pair.To.IsLike(table)),
        StatementEffect.Alters alters => alters.Name.IsLike(table) || alters.NewName?.IsLike(table) == true,
        StatementEffect.Unclear unclear => unclear.Names.Any(name => Same(name, table.Table))
            || unclear.Wholes.Any(name => Same(name, table.Database)),
        _ => true,
    };

    private static bool Same(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
