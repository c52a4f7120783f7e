using System.Security.Cryptography;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>
/// A hash of everything that statements outside of transactions can change on a server: schemas, tables with
/// their inner numbers, columns, keys, partitions, routines, triggers, events, views, accounts and grants. If
/// it did not change, such a statement was not done, or had no effect and can be repeated.
/// </summary>
internal static class SchemaPrint
{
    private const string Ours = ReplayState.Database;
    private const int MostLooks = 10;

    private static readonly string[] Questions =
    [
        // What a statement that was cut off leaves behind for a while is none of its effects.
        $"""
        SELECT TABLE_ID, NAME FROM information_schema.INNODB_SYS_TABLES
        WHERE NAME NOT LIKE '{Ours}/%' AND NAME NOT LIKE '%/#sql%' ORDER BY 1
        """,
        "SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME, SCHEMA_COMMENT FROM information_schema.SCHEMATA ORDER BY 1",
        """
        SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_COLLATION,
          CREATE_OPTIONS, TABLE_COMMENT
        FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema')
        ORDER BY 1, 2
        """,
        """
        SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE,
          COLUMN_TYPE,
          COLLATION_NAME, COLUMN_KEY, EXTRA, COLUMN_COMMENT, GENERATION_EXPRESSION
        FROM information_schema.COLUMNS WHERE TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema')
        ORDER BY 1, 2, 3
        """,
        """
        SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, NON_UNIQUE, SUB_PART,
          INDEX_TYPE,
          INDEX_COMMENT, IGNORED
        FROM information_schema.STATISTICS ORDER BY 1, 2, 3, 4
        """,
        "SELECT * FROM information_schema.REFERENTIAL_CONSTRAINTS ORDER BY 2, 3",
        "SELECT * FROM information_schema.CHECK_CONSTRAINTS ORDER BY 2, 3, 4",
        """
        SELECT TABLE_SCHEMA, TABLE_NAME, PARTITION_NAME, SUBPARTITION_NAME, PARTITION_EXPRESSION,
          PARTITION_DESCRIPTION
        FROM information_schema.PARTITIONS WHERE PARTITION_NAME IS NOT NULL ORDER BY 1, 2, 3, 4
        """,
        """
        SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION, DTD_IDENTIFIER, SQL_MODE,
          DEFINER,
          SECURITY_TYPE, ROUTINE_COMMENT
        FROM information_schema.ROUTINES ORDER BY 1, 2, 3
        """,
        "SELECT db, name, type, param_list, `returns` FROM mysql.proc ORDER BY 1, 2, 3",
        """
        SELECT TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_ORDER,
          ACTION_STATEMENT,
          ACTION_TIMING, DEFINER
        FROM information_schema.TRIGGERS ORDER BY 1, 2
        """,
        """
        SELECT EVENT_SCHEMA, EVENT_NAME, DEFINER, EVENT_DEFINITION, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE,
          INTERVAL_FIELD, STARTS, ENDS, STATUS, ON_COMPLETION, EVENT_COMMENT
        FROM information_schema.EVENTS ORDER BY 1, 2
        """,
        "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION, DEFINER, SECURITY_TYPE FROM information_schema.VIEWS ORDER BY 1, 2",
        "SELECT Host, User, Priv FROM mysql.global_priv ORDER BY 1, 2",
        "SELECT * FROM mysql.db ORDER BY 1, 2, 3",
        "SELECT Host, Db, User, Table_name, Table_priv, Column_priv FROM mysql.tables_priv ORDER BY 1, 2, 3, 4",
        "SELECT Host, Db, User, Table_name, Column_name, Column_priv FROM mysql.columns_priv ORDER BY 1, 2, 3, 4, 5",
        "SELECT Host, Db, User, Routine_name, Routine_type, Proc_priv FROM mysql.procs_priv ORDER BY 1, 2, 3, 4, 5",
        "SELECT * FROM mysql.roles_mapping ORDER BY 1, 2, 3",
    ];

    /// <summary>Takes it.</summary>
    /// <exception cref="MeshException"><c>replay-in-doubt</c>: it does not come to rest.</exception>
    public static async Task<string> TakeAsync(ServerConnection target, CancellationToken cancellationToken)
    {
        // A server that has just recovered shows a table that it checks at its first use as broken, once.
        // Taken for an effect, that would pass for the statement having been done.
        var before = await LookAsync(target, cancellationToken);
        for (var look = 1; look < MostLooks; look++)
        {
            var now = await LookAsync(target, cancellationToken);
            if (now == before)
            {
                return now;
            }

            before = now;
        }

        throw new MeshException(
            "replay-in-doubt", "the target's schema", "it changes from look to look",
            "end what else works on the target, then go on");
    }

    private static async Task<string> LookAsync(ServerConnection target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var question in Questions)
        {
            foreach (var row in await target.QueryAsync(question, cancellationToken))
            {
                foreach (var value in row)
                {
                    // Lengths keep neighbours apart.
                    var bytes = Encoding.UTF8.GetBytes(value ?? "\0null");
                    hash.AppendData(BitConverter.GetBytes(bytes.Length));
                    hash.AppendData(bytes);
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
