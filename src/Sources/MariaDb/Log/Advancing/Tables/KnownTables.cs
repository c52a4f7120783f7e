using Mesh.Sources.MariaDb.Log.Advancing.Statements;
using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>The tables that there are at one place in the log. What is said of them is certain, or there is a
/// doubt.</summary>
internal sealed class KnownTables
{
    private readonly Dictionary<TableName, TableLife> _lives = [];
    private readonly HashSet<TableName> _gone = [];
    private readonly HashSet<TableName> _endedUpdated = [];
    private readonly HashSet<TableName> _endedDeletedFrom = [];

    public KnownTables(DumpRecord record)
    {
        foreach (var table in record.Tables)
        {
            _lives.Add(new TableName(table.Database, table.Name), TableLife.Of(table));
        }

        Databases = [.. record.Databases];
    }

    public IReadOnlyDictionary<TableName, TableLife> Lives => _lives;

    /// <summary>Tables that were dropped, and not made again.</summary>
    public IReadOnlySet<TableName> Gone => _gone;

    /// <summary>Databases that the dump or the log speak of.</summary>
    public HashSet<string> Databases { get; }

    /// <summary>Whether rows of a table of this name, or of one that had it, may have been updated.</summary>
    public bool WasUpdated(TableName name) =>
        _endedUpdated.Contains(name) || (_lives.TryGetValue(name, out var life) && life.WasUpdated);

    /// <inheritdoc cref="WasUpdated"/>
    public bool WasDeletedFrom(TableName name) =>
        _endedDeletedFrom.Contains(name) || (_lives.TryGetValue(name, out var life) && life.WasDeletedFrom);

    /// <summary>The table that rows are for.</summary>
    public TableLife At(TableName name)
    {
        if (!_lives.TryGetValue(name, out var life))
        {
            _lives.Add(name, life = TableLife.Unlisted());
            Databases.Add(name.Database);
            _gone.Remove(name);
        }

        return life;
    }

    /// <summary>Does to the tables what a statement does.</summary>
    public void Apply(StatementEffect effect)
    {
        switch (effect)
        {
            case StatementEffect.Creates creates:
                Create(creates);
                break;
            case StatementEffect.Drops drops:
                Each(drops.Names, Drop);
                break;
            case StatementEffect.DropsDatabase drops:
                DropDatabase(drops.Database);
                break;
            case StatementEffect.Empties empties:
                Each([empties.Name], name => Find(name)?.Clear());
                break;
            case StatementEffect.Renames renames:
                renames.Pairs.ToList().ForEach(pair => Rename(pair.From, pair.To));
                break;
            case StatementEffect.Alters alters:
                Alter(alters);
                break;
            case StatementEffect.Unclear unclear:
                Question(unclear);
                break;
            case StatementEffect.Anything anything:
                _lives.Values.ToList().ForEach(life => life.Question(anything.Reason, mayBeGone: true));
                break;
        }
    }

    private TableLife? Find(TableName name) => _lives.GetValueOrDefault(name);

    // On a server that does not tell cases apart, a statement may mean a table that is written otherwise.
    private void Each(IReadOnlyList<TableName> names, Action<TableName> act)
    {
        foreach (var name in names)
        {
            if (_lives.ContainsKey(name))
            {
                act(name);
                continue;
            }

            var likes = _lives.Where(pair => pair.Key.IsLike(name)).Select(pair => pair.Value).ToList();
            likes.ForEach(life => life.Question($"a statement names {name}", mayBeGone: true));
        }
    }

    private void Create(StatementEffect.Creates creates)
    {
        var old = Find(creates.Name);
        if (creates.IfMissing && old is not null)
        {
            return;
        }

        End(creates.Name);
        var life = TableLife.Empty();
        if (creates.HasRows)
        {
            life.Question("its first rows are not in the log");
        }

        _gone.Remove(creates.Name);
        _lives[creates.Name] = life;
        Databases.Add(creates.Name.Database);
    }

    private void Drop(TableName name)
    {
        End(name);
        _lives.Remove(name);
        _gone.Add(name);
    }

    private void DropDatabase(string database)
    {
        var isLike = (string name) => string.Equals(name, database, StringComparison.OrdinalIgnoreCase);
        foreach (var (name, life) in _lives.Where(pair => isLike(pair.Key.Database)).ToList())
        {
            if (name.Database == database)
            {
                Drop(name);
            }
            else if (!Databases.Contains(database))
            {
                life.Question($"a statement drops {database}", mayBeGone: true);
            }
        }
    }

    private void Rename(TableName from, TableName to)
    {
        if (Find(from) is not { } life)
        {
            Each([from], _ => { });
            _gone.Remove(to);
            return;
        }

        _lives.Remove(from);
        _gone.Add(from);
        _lives[to] = life;
        _gone.Remove(to);
        Databases.Add(to.Database);
    }

    private void Alter(StatementEffect.Alters alters)
    {
        Each([alters.Name], name => Find(name)!.Alter());
        if (alters.NewName is { } name)
        {
            Rename(alters.Name, name);
        }
    }

    private void Question(StatementEffect.Unclear unclear)
    {
        foreach (var (name, life) in _lives)
        {
            if (unclear.Names.Contains(name.Table) || unclear.Wholes.Contains(name.Database))
            {
                life.Question("a statement that names it is not understood", mayBeGone: true);
            }
        }
    }

    // Keys of other tables point to names, and outlive the table itself.
    private void End(TableName name)
    {
        if (Find(name) is { } life)
        {
            if (life.WasUpdated)
            {
                _endedUpdated.Add(name);
            }

            if (life.WasDeletedFrom)
            {
                _endedDeletedFrom.Add(name);
            }
        }
    }
}
