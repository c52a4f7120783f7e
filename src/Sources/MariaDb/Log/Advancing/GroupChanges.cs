using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Advancing.Statements;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Advancing;

/// <summary>Gathers what a group of the log does, and does it when the group is whole.</summary>
internal sealed class GroupChanges(LoggedTables logged, KnownTables tables)
{
    private readonly Dictionary<TableName, TableChange> _changes = [];
    private readonly List<StatementEffect> _effects = [];

    /// <summary>How many changes of rows there were.</summary>
    public long RowChanges { get; private set; }

    /// <summary>Forgets a group that has no end.</summary>
    public void Begin()
    {
        _changes.Clear();
        _effects.Clear();
    }

    /// <summary>Takes an event of the group that is open.</summary>
    /// <exception cref="FormatException">It is not what its type says.</exception>
    public void Take(in LogEvent next)
    {
        switch (next.Type)
        {
            case EventType.TableMap:
                logged.Map(next);
                break;
            case EventType.Query:
                Take(QueryEvent.Parse(next));
                break;
            case EventType.XaPrepare:
                Add(new StatementEffect.Anything("an XA transaction is in the log"));
                break;
            case var type when type.IsRows():
                Take(type, RowsEvent.Parse(next));
                break;
            case var type when type.IsCompressed():
                Add(new StatementEffect.Anything("the log has compressed events (log_bin_compress)"));
                break;
        }
    }

    /// <summary>Does what the group does.</summary>
    /// <param name="isTakenBack">It ends with a rollback, which some tables cannot do.</param>
    public void End(bool isTakenBack)
    {
        _effects.ForEach(tables.Apply);
        var isPartlyTakenBack = _effects.Exists(effect => effect is StatementEffect.TakesBack);
        foreach (var (name, change) in _changes)
        {
            var life = tables.At(name);
            if (isTakenBack)
            {
                life.TakeBack(change);
                continue;
            }

            life.Apply(change);
            if (isPartlyTakenBack)
            {
                life.Question("it had changes in a transaction that was rolled back to a savepoint");
            }
        }

        Begin();
    }

    private void Take(QueryEvent query)
    {
        if (!query.IsCommit && !query.IsRollback)
        {
            Add(StatementReader.Read(query));
        }
    }

    // A transaction may have many statements that do the same.
    private void Add(StatementEffect effect)
    {
        var isSaid = _effects.Count > 0 && _effects[^1].GetType() == effect.GetType()
            && effect is (StatementEffect.Anything or StatementEffect.TakesBack);
        if (effect is not StatementEffect.None && !isSaid)
        {
            _effects.Add(effect);
        }
    }

    private void Take(EventType type, RowsEvent rows)
    {
        var table = logged.Of(rows.TableId);
        if (table.Name.IsOfServer)
        {
            return;
        }

        if (!_changes.TryGetValue(table.Name, out var change))
        {
            _changes[table.Name] = change = new TableChange { Map = table.Map };
        }

        change.Map = table.Map;
        try
        {
            if (table.Images is { } images)
            {
                change.Add(type, rows, images.Change(type, rows, out var count), images.Cells);
                RowChanges += count;
            }
            else
            {
                change.Add(type, rows, table.Doubt);
            }
        }
        catch (FormatException error)
        {
            change.Add(type, rows, error.Message);
        }
    }
}
