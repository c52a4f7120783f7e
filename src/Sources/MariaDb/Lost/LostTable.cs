using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>A table as the log describes it, and how its rows are read.</summary>
/// <param name="Name">Which.</param>
/// <param name="Cells">How a row lies in the log; empty where that is not known.</param>
/// <param name="Target">The table as it is now; null where its rows cannot be read.</param>
/// <param name="Doubt">Why they cannot be written as statements; empty otherwise.</param>
internal sealed record LostTable(TableName Name, LoggedCell[] Cells, TargetTable? Target, string Doubt)
{
    /// <summary>The columns with values of their own, in the log's order.</summary>
    public IReadOnlyList<TableColumn> Columns => Target!.Schema.Columns;

    /// <summary>The columns that find a row; empty: all of them do.</summary>
    public IReadOnlyList<TableColumn> Key { get; private init; } = [];

    /// <summary>What is known of a table that is described to hold rows of some group.</summary>
    /// <param name="map">The log's description.</param>
    /// <param name="schema">The definitions now.</param>
    /// <param name="later">What was changed of them.</param>
    /// <param name="group">The number of the group.</param>
    public static LostTable Of(TableMapEvent map, LostSchema schema, LaterStatements later, int group)
    {
        var name = new TableName(map.Database, map.Table);
        var target = schema.Tables.Tables.GetValueOrDefault(name);
        if (target is null)
        {
            return new LostTable(name, [], null, "it is not among the tables now");
        }

        try
        {
            if (CellFit.Find(LoggedColumn.Of(map), target.Columns) is not { } cells)
            {
                return new LostTable(name, [], null, "it has other columns now");
            }

            var doubt = target.Schema.IsVersioned ? "it is system-versioned"
                : schema.WithTriggers.Contains(name) ? "it has triggers, which statements would set off again"
                : later.MayTouch(name, group) ? "a later statement may have changed it"
                : "";
            return new LostTable(name, cells, target, doubt)
            {
                // Of the key as it was then: a later one may not have held for these rows yet.
                Key = map.PrimaryKey.Count == target.Schema.Key.Count ? target.Schema.Key : [],
            };
        }
        catch (FormatException error)
        {
            return new LostTable(name, [], null, error.Message);
        }
    }
}
