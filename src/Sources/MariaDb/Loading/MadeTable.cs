using System.Text.RegularExpressions;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Tells which table or sequence a statement makes.</summary>
internal static partial class MadeTable
{
    /// <summary>Its name without a database, or null where the statement makes none.</summary>
    public static string? NameIn(string sql) => Make().Match(sql) is { Success: true } match
        ? match.Groups[1].Value.Replace("``", "`", StringComparison.Ordinal)
        : null;

    [GeneratedRegex(@"^\s*CREATE (?:TABLE|SEQUENCE) `((?:[^`]|``)*)`")]
    private static partial Regex Make();
}
