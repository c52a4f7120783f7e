using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Finds out how to read the rows behind table maps; each description is looked at once.</summary>
internal sealed class LoggedTables(TargetSchema target, RowHasher hasher)
{
    private const int MostKept = 10_000;

    private readonly Dictionary<ulong, LoggedTable> _tables = [];

    /// <summary>Takes a table map.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public void Map(in LogEvent source)
    {
        var id = source.Body.Length >= 6 ? CellValue.Unsigned(source.Body[..6]) : ulong.MaxValue;
        if (_tables.TryGetValue(id, out var known) && source.Body.SequenceEqual(known.Body))
        {
            return;
        }

        if (_tables.Count >= MostKept)
        {
            _tables.Clear();
        }

        var map = TableMapEvent.Parse(source);
        _tables[map.TableId] = Resolve(map, source.Body.ToArray());
    }

    /// <summary>The table of a number.</summary>
    /// <exception cref="FormatException">Nothing was said of it.</exception>
    public LoggedTable Of(ulong id) =>
        _tables.TryGetValue(id, out var table) ? table : throw new FormatException("rows belong to no table");

    private LoggedTable Resolve(TableMapEvent map, byte[] body)
    {
        var name = new TableName(map.Database, map.Table);
        try
        {
            var logged = LoggedColumn.Of(map);
            return Candidates(name, logged).Select(table => CellFit.Find(logged, table.Columns))
                .FirstOrDefault(cells => cells is not null) is { } found
                    ? new LoggedTable(name, map, body, new RowImages(found, hasher), "")
                    : new LoggedTable(name, map, body, null, "no table of the target has the columns it has in the log");
        }
        catch (FormatException error)
        {
            return new LoggedTable(name, map, body, null, error.Message);
        }
    }

    // A table may get another name later in the log.
    private IEnumerable<TargetTable> Candidates(TableName name, LoggedColumn[] logged)
    {
        if (target.Tables.TryGetValue(name, out var same))
        {
            yield return same;
        }

        foreach (var table in target.Tables.Values)
        {
            if (table.Columns.Count <= logged.Length && table.Columns[0].Name == logged[0].Name)
            {
                yield return table;
            }
        }
    }
}
