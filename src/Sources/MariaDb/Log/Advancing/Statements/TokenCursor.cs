using Mesh.Sources.MariaDb.Log.Advancing.Tables;

namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>Walks over the tokens of one statement.</summary>
/// <param name="tokens">All of them.</param>
/// <param name="database">The default database.</param>
internal sealed class TokenCursor(IReadOnlyList<SqlToken> tokens, string database)
{
    private int _at;

    public bool AtEnd => _at >= tokens.Count || (tokens[_at].IsMark(';') && _at == tokens.Count - 1);

    private SqlToken Current => _at < tokens.Count ? tokens[_at] : default;

    /// <summary>Passes over any token.</summary>
    public void Skip() => _at++;

    /// <summary>Passes over a keyword if it comes next.</summary>
    public bool Takes(string word) => TakesAny(word);

    /// <summary>Passes over one of some keywords if it comes next.</summary>
    public bool TakesAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Current.Is(word))
            {
                _at++;
                return true;
            }
        }

        return false;
    }

    public bool TakesMark(char mark)
    {
        var there = Current.Kind == SqlTokenKind.Mark && Current.IsMark(mark);
        _at += there ? 1 : 0;
        return there;
    }

    /// <summary>Whether one of some keywords comes next.</summary>
    public bool IsAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Current.Is(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="IsAny(ReadOnlySpan{string})"/>
    public bool IsAny(IReadOnlySet<string> words) =>
        Current.Kind == SqlTokenKind.Word && words.Contains(Current.Text);

    public void TakesIfExists() => _ = Takes("IF") && Takes("EXISTS");

    /// <summary>Passes over how long a statement waits for locks.</summary>
    public void TakesWait()
    {
        if (!Takes("NOWAIT") && Takes("WAIT") && Current.Kind == SqlTokenKind.Word)
        {
            _at++;
        }
    }

    /// <summary>A name that stands alone.</summary>
    public string? Single() => Current.CanBeName ? tokens[_at++].Text : null;

    /// <summary>The name of a table, completed by the default database.</summary>
    public TableName? Name()
    {
        if (Single() is not { } first)
        {
            return null;
        }

        if (!TakesMark('.'))
        {
            return new TableName(database, first);
        }

        return Single() is { } second ? new TableName(first, second) : null;
    }

    /// <summary>Names with ',' between.</summary>
    public IReadOnlyList<TableName>? Names()
    {
        var names = new List<TableName>();
        do
        {
            if (Name() is not { } name)
            {
                return null;
            }

            names.Add(name);
        }
        while (TakesMark(','));
        return names;
    }

    /// <summary>Whether what is left contains a query that gives rows.</summary>
    public bool HasQuery()
    {
        for (var i = _at; i < tokens.Count; i++)
        {
            var isValues = tokens[i].Is("VALUES")
                && !(i + 1 < tokens.Count && (tokens[i + 1].Is("LESS") || tokens[i + 1].Is("IN")));
            if (tokens[i].Is("SELECT") || isValues)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All that is certain of a statement that is not understood: the names in it.</summary>
    public StatementEffect.Unclear Unclear()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var wholes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].CanBeName)
            {
                continue;
            }

            names.Add(tokens[i].Text);
            if (i + 1 == tokens.Count || !tokens[i + 1].IsMark('.'))
            {
                wholes.Add(tokens[i].Text);
            }
        }

        return new StatementEffect.Unclear(names, wholes);
    }
}
