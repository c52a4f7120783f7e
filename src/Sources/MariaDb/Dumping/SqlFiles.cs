using System.Text;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>The files of a dump that hold definitions, as text.</summary>
internal static class SqlFiles
{
    private const string Common =
        "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO', time_zone='+00:00', foreign_key_checks=0, unique_checks=0;\n";

    /// <summary>How a file of rows begins: literals are taken byte by byte.</summary>
    public const string DataSettings = "SET NAMES binary;\n" + Common;

    /// <summary>How a file of definitions begins.</summary>
    public const string TextSettings = "SET NAMES utf8mb4;\n" + Common;

    /// <summary>The tables, empty.</summary>
    public static string Tables(DatabaseSchema database)
    {
        var sql = Begin(database.Name);
        foreach (var table in database.Tables)
        {
            sql.Append(table.Create).Append(";\n");
        }

        return sql.ToString();
    }

    /// <summary>The database itself and its sequences, which tables' defaults may use.</summary>
    public static string Sequences(DatabaseSchema database, IReadOnlyDictionary<string, string> values)
    {
        var sql = new StringBuilder(TextSettings);
        sql.Append(OnlyIfMissing(database.Create)).Append(";\n");
        sql.Append("USE ").Append(SqlText.Name(database.Name)).Append(";\n");
        foreach (var (name, create) in database.Sequences)
        {
            sql.Append(create).Append(";\n");
            sql.Append("DO SETVAL(").Append(SqlText.Name(name)).Append(", ").Append(values[name]).Append(", 0);\n");
        }

        return sql.ToString();
    }

    /// <summary>Packages, functions and procedures.</summary>
    public static string Routines(DatabaseSchema database) =>
        Append(Begin(database.Name), database.Routines).ToString();

    /// <summary>A view; as a comment where what it shows does not exist.</summary>
    public static string View(ViewSchema view) => view.IsValid
        ? Append(Begin(view.Database), [view.Code]).ToString()
        : $"-- not made, for what it shows does not exist: {SqlText.Comment(view.Code.Create)}\n";

    /// <summary>Triggers and events, which act on their own once they are there.</summary>
    public static string Actions(DatabaseSchema database) =>
        Append(Append(Begin(database.Name), database.Triggers), database.Events).ToString();

    private static StringBuilder Begin(string database) =>
        new StringBuilder(TextSettings).Append("USE ").Append(SqlText.Name(database)).Append(";\n");

    private static StringBuilder Append(StringBuilder sql, IEnumerable<CodeObject> objects)
    {
        foreach (var code in objects)
        {
            // The text here is UTF-8; where it is plain ASCII every client's character set reads it alike.
            var client = code.Create.All(char.IsAscii) || code.Client.StartsWith("utf8", StringComparison.Ordinal)
                ? code.Client
                : "utf8mb4";
            sql.Append("SET SESSION sql_mode=").Append(SqlText.Literal(code.SqlMode));
            sql.Append(", character_set_client=").Append(client);
            sql.Append(", collation_connection=").Append(code.Collation);
            if (code.TimeZone is { } zone)
            {
                sql.Append(", time_zone=").Append(SqlText.Literal(zone));
            }

            var delimiter = Delimiter(code.Create);
            sql.Append(";\nDELIMITER ").Append(delimiter).Append('\n');
            sql.Append(code.Create).Append('\n').Append(delimiter).Append("\nDELIMITER ;\n");
        }

        return sql.Append(TextSettings);
    }

    private static string OnlyIfMissing(string create) =>
        create.Contains("IF NOT EXISTS", StringComparison.Ordinal)
            ? create
            : create.Replace("CREATE DATABASE ", "CREATE DATABASE IF NOT EXISTS ", StringComparison.Ordinal);

    private static string Delimiter(string create)
    {
        var delimiter = ";;";
        while (create.Contains(delimiter, StringComparison.Ordinal))
        {
            delimiter += ";";
        }

        return delimiter;
    }
}
