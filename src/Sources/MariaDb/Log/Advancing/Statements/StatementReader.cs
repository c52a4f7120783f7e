using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>
/// Tells what a statement of the log does to tables. Where there is doubt it says so: what it takes for
/// nothing is nothing.
/// </summary>
internal static class StatementReader
{
    private const ulong AnsiQuotes = 4;
    private const ulong NoBackslashEscapes = 1UL << 20;

    private static readonly StatementEffect Nothing = new StatementEffect.None();

    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "GRANT", "REVOKE", "FLUSH", "OPTIMIZE", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT",
        "INSTALL", "UNINSTALL",
    };

    // Behind CREATE, ALTER or DROP.
    private static readonly HashSet<string> WithoutRows = new(StringComparer.OrdinalIgnoreCase)
    {
        "VIEW", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE", "USER", "ROLE", "SERVER", "INDEX",
        "UNIQUE", "FULLTEXT", "SPATIAL", "DEFINER", "ALGORITHM", "AGGREGATE", "SQL", "TEMPORARY", "SEQUENCE",
    };

    private static readonly HashSet<string> OfRows = new(StringComparer.OrdinalIgnoreCase)
    {
        "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "DO", "SELECT", "WITH", "EXECUTE", "XA",
        "VALUES", "HANDLER",
    };

    /// <summary>What a query event does.</summary>
    /// <exception cref="FormatException">Its settings cannot be read.</exception>
    public static StatementEffect Read(QueryEvent query)
    {
        var status = QueryStatus.Parse(query.Status.Span);
        var mode = status.SqlMode ?? 0;
        var text = StatementText.Decode(query.Statement.Span, status.Collations?.Client);
        var tokens = text is null
            ? null
            : SqlTokens.Read(text, (mode & AnsiQuotes) != 0, (mode & NoBackslashEscapes) == 0);
        if (tokens is null)
        {
            return new StatementEffect.Anything($"a statement is not understood ({query.Excerpt()})");
        }

        var effect = query.ErrorCode == 0
            ? Read(tokens, query.Database)
            : Unclear(tokens, query.Database);
        return effect is StatementEffect.Anything
            ? new StatementEffect.Anything($"the log has a change as a statement ({query.Excerpt()})")
            : effect;
    }

    /// <summary>What a statement does that has no error.</summary>
    public static StatementEffect Read(IReadOnlyList<SqlToken> tokens, string database)
    {
        var cursor = new TokenCursor(tokens, database);
        if (tokens.Count == 0)
        {
            return Nothing;
        }

        var head = tokens[0].Text;
        return cursor switch
        {
            _ when tokens[0].Kind != SqlTokenKind.Word => Unclear(tokens, database),
            _ when cursor.Takes("CREATE") => Create(cursor),
            _ when cursor.Takes("DROP") => Drop(cursor),
            _ when cursor.Takes("ALTER") => Alter(cursor),
            _ when cursor.Takes("TRUNCATE") => Truncate(cursor),
            _ when cursor.Takes("RENAME") => Rename(cursor),
            _ when cursor.Takes("ROLLBACK") => new StatementEffect.TakesBack(),
            _ when cursor.Takes("SET") => Set(cursor),
            _ when cursor.Takes("ANALYZE") => cursor.IsAny("TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG")
                ? Nothing
                : new StatementEffect.Anything(""),
            _ when Harmless.Contains(head) => Nothing,
            _ when OfRows.Contains(head) => new StatementEffect.Anything(""),
            _ => Unclear(tokens, database),
        };
    }

    private static StatementEffect Create(TokenCursor cursor)
    {
        var replaces = cursor.Takes("OR") && cursor.Takes("REPLACE");
        if (!cursor.TakesAny("TABLE"))
        {
            return cursor.IsAny("DATABASE", "SCHEMA")
                ? replaces ? cursor.Unclear() : Nothing
                : cursor.IsAny(WithoutRows) ? Nothing : cursor.Unclear();
        }

        var ifMissing = cursor.Takes("IF") && cursor.Takes("NOT") && cursor.Takes("EXISTS");
        return cursor.Name() is { } name
            ? new StatementEffect.Creates(name, ifMissing, cursor.HasQuery())
            : cursor.Unclear();
    }

    private static StatementEffect Drop(TokenCursor cursor)
    {
        if (cursor.TakesAny("DATABASE", "SCHEMA"))
        {
            cursor.TakesIfExists();
            return cursor.Single() is { } database && cursor.AtEnd
                ? new StatementEffect.DropsDatabase(database)
                : cursor.Unclear();
        }

        if (cursor.IsAny("SEQUENCE") || !cursor.IsAny(WithoutRows))
        {
            var isTable = cursor.TakesAny("TABLE", "TABLES", "SEQUENCE");
            cursor.TakesIfExists();
            var names = isTable ? cursor.Names() : null;
            cursor.TakesAny("RESTRICT", "CASCADE");
            cursor.TakesWait();
            return names is not null && cursor.AtEnd ? new StatementEffect.Drops(names) : cursor.Unclear();
        }

        return Nothing;
    }

    private static StatementEffect Truncate(TokenCursor cursor)
    {
        cursor.TakesAny("TABLE");
        var name = cursor.Name();
        cursor.TakesWait();
        return name is { } table && cursor.AtEnd ? new StatementEffect.Empties(table) : cursor.Unclear();
    }

    private static StatementEffect Rename(TokenCursor cursor)
    {
        if (cursor.IsAny("USER"))
        {
            return Nothing;
        }

        var pairs = new List<(TableName, TableName)>();
        if (!cursor.TakesAny("TABLE", "TABLES"))
        {
            return cursor.Unclear();
        }

        cursor.TakesIfExists();
        do
        {
            var from = cursor.Name();
            cursor.TakesWait();
            if (from is not { } old || !cursor.Takes("TO") || cursor.Name() is not { } now)
            {
                return cursor.Unclear();
            }

            pairs.Add((old, now));
        }
        while (cursor.TakesMark(','));
        return cursor.AtEnd ? new StatementEffect.Renames(pairs) : cursor.Unclear();
    }

    private static StatementEffect Alter(TokenCursor cursor)
    {
        cursor.TakesAny("ONLINE");
        var ignores = cursor.TakesAny("IGNORE");
        if (!cursor.TakesAny("TABLE"))
        {
            return cursor.IsAny(WithoutRows) || cursor.IsAny("DATABASE", "SCHEMA") ? Nothing : cursor.Unclear();
        }

        cursor.TakesIfExists();
        var name = cursor.Name();
        cursor.TakesWait();
        var changes = AlterChanges.Of(cursor);
        return name is not { } table || changes is not { } known
            ? cursor.Unclear()
            : known.OnlyIndexes && !ignores ? Nothing : new StatementEffect.Alters(table, known.NewName);
    }

    private static StatementEffect Set(TokenCursor cursor) =>
        cursor.IsAny("PASSWORD", "ROLE", "DEFAULT") ? Nothing : new StatementEffect.Anything("");

    private static StatementEffect.Unclear Unclear(IReadOnlyList<SqlToken> tokens, string database) =>
        new TokenCursor(tokens, database).Unclear();
}
