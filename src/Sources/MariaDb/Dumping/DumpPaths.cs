using System.Globalization;
using System.Text;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Where in a dump things are.</summary>
internal static class DumpPaths
{
    public const string Databases = "databases";
    public const string Order = "load.list";
    public const string Accounts = "accounts.sql";
    public const string Sequences = "sequences.sql";
    public const string Tables = "tables.sql";
    public const string Routines = "routines.sql";
    public const string Views = "views";
    public const string Actions = "actions.sql";
    public const string Rows = "rows";

    /// <summary>
    /// A name as a file name: ASCII letters, digits, '-' and '_' stand for themselves, other ASCII is
    /// written %XX, the rest is UTF-8. At most 192 bytes, since names have at most 64 characters.
    /// </summary>
    public static string FileName(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (letter > 0x9f || char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            {
                text.Append(letter);
            }
            else
            {
                foreach (var value in Encoding.UTF8.GetBytes([letter]))
                {
                    text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>The name of a part of a table.</summary>
    public static string Part(int number) => number.ToString("D6", CultureInfo.InvariantCulture) + ".sql";

    /// <summary>The path of a file of a database.</summary>
    public static string Of(string database, string file) => $"{Databases}/{FileName(database)}/{file}";

    /// <summary>The path of a view.</summary>
    public static string OfView(string database, string view) => Of(database, $"{Views}/{FileName(view)}.sql");

    /// <summary>The path of a part of a table.</summary>
    public static string Of(string database, string table, int part) =>
        $"{Databases}/{FileName(database)}/{Rows}/{FileName(table)}/{Part(part)}";
}
