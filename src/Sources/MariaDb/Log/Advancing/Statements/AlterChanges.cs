using Mesh.Sources.MariaDb.Log.Advancing.Tables;

namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>What an ALTER TABLE changes.</summary>
/// <param name="OnlyIndexes">Indexes come and go, and nothing else.</param>
/// <param name="NewName">What the table is called then; null where it keeps its name.</param>
internal readonly record struct AlterChanges(bool OnlyIndexes, TableName? NewName)
{
    /// <summary>Reads what stands behind the table's name; null when other tables may be changed
    /// too.</summary>
    public static AlterChanges? Of(TokenCursor cursor)
    {
        var (onlyIndexes, depth) = (true, 0);
        TableName? name = null;
        for (var isStart = true; !cursor.AtEnd;)
        {
            if (isStart && depth == 0)
            {
                isStart = false;
                if (cursor.IsAny("EXCHANGE") || (cursor.Takes("CONVERT") && !cursor.IsAny("TO")))
                {
                    return null;
                }

                if (cursor.Takes("RENAME"))
                {
                    if (Renamed(cursor, ref name) is false)
                    {
                        return null;
                    }

                    onlyIndexes = false;
                    continue;
                }

                onlyIndexes &= IsIndex(cursor);
                continue;
            }

            if (cursor.TakesMark('('))
            {
                depth++;
            }
            else if (cursor.TakesMark(')'))
            {
                depth--;
            }
            else if (cursor.TakesMark(','))
            {
                isStart = depth == 0;
            }
            else
            {
                cursor.Skip();
            }
        }

        return new AlterChanges(onlyIndexes, name);
    }

    private static bool Renamed(TokenCursor cursor, ref TableName? name)
    {
        if (cursor.IsAny("COLUMN", "INDEX", "KEY"))
        {
            return true;
        }

        if (!cursor.TakesAny("TO", "AS"))
        {
            cursor.TakesMark('=');
        }

        name = cursor.Name();
        return name is not null;
    }

    private static bool IsIndex(TokenCursor cursor)
    {
        if (cursor.Takes("ADD"))
        {
            return cursor.TakesAny("INDEX", "KEY", "UNIQUE", "FULLTEXT", "SPATIAL");
        }

        return cursor.TakesAny("ALGORITHM", "LOCK")
            || (cursor.Takes("DROP") && cursor.TakesAny("INDEX", "KEY"));
    }
}
