using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>What one group of the log does to the rows of one table.</summary>
internal sealed class TableChange
{
    /// <summary>How the log describes the table.</summary>
    public required TableMapEvent Map { get; set; }

    /// <summary>Rows written less rows deleted.</summary>
    public TableFingerprint Sum { get; private set; }

    /// <summary>Why the sum is not all; null while it is.</summary>
    public string? Doubt { get; private set; }

    /// <summary>How its rows were read.</summary>
    public IReadOnlyList<LoggedCell>? Cells { get; private set; }

    public bool Updates { get; private set; }

    public bool Deletes { get; private set; }

    /// <summary>Whether rows came in while foreign keys were not checked.</summary>
    public bool IsUnchecked { get; private set; }

    public void Add(EventType type, RowsEvent rows, TableFingerprint sum, IReadOnlyList<LoggedCell> cells)
    {
        (Sum, Cells) = (Sum + sum, cells);
        See(type, rows);
    }

    /// <summary>A change that cannot be read.</summary>
    public void Add(EventType type, RowsEvent rows, string doubt)
    {
        Doubt ??= doubt;
        See(type, rows);
    }

    private void See(EventType type, RowsEvent rows)
    {
        Updates |= type.IsUpdate();
        Deletes |= type is EventType.DeleteRows or EventType.DeleteRowsV1;
        IsUnchecked |= (rows.Flags & RowsEvent.NoForeignKeyChecks) != 0;
    }
}
