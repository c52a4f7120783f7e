using System.Text;

namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>Names and strings as SQL writes them (MariaDB documentation, "Identifier Names").</summary>
internal static class SqlText
{
    /// <summary>A name in backquotes.</summary>
    public static string Name(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>A name within a database, both in backquotes.</summary>
    public static string Name(string database, string name) => $"{Name(database)}.{Name(name)}";

    /// <summary>A string literal, for a session whose backslashes escape.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('\'');
        foreach (var letter in text)
        {
            literal.Append(letter switch
            {
                '\'' => "\\'",
                '\\' => "\\\\",
                '\0' => "\\0",
                '\n' => "\\n",
                '\r' => "\\r",
                '\u001a' => "\\Z",
                _ => letter.ToString(),
            });
        }

        return literal.Append('\'').ToString();
    }

    /// <summary>A binary literal.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) => $"x'{Convert.ToHexString(bytes)}'";

    /// <summary>Text that stands in a comment of one line.</summary>
    public static string Comment(string text) =>
        text.Replace('\n', ' ').Replace('\r', ' ').Replace("*/", "* /", StringComparison.Ordinal);
}
