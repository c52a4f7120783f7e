using System.Text.RegularExpressions;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Preflight;

/// <summary>What an account may do, globally and by database.</summary>
internal sealed partial class Grants
{
    private readonly Dictionary<string, HashSet<string>> _byScope = new(StringComparer.Ordinal);

    private Grants(string account) => Account = account;

    /// <summary>As GRANT writes it.</summary>
    public string Account { get; }

    public static async Task<Grants> ReadAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        var current = (await session.ScalarAsync(
            "SELECT CURRENT_USER()", "asking who we are", cancellationToken))!;
        var host = current.LastIndexOf('@');
        var grants = new Grants($"{SqlText.Name(current[..host])}@{SqlText.Name(current[(host + 1)..])}");
        foreach (var row in await session.QueryAsync("SHOW GRANTS", "reading its grants", cancellationToken))
        {
            if (Grant().Match(row[0]!) is { Success: true } match)
            {
                grants.Add(match.Groups[2].Value, match.Groups[1].Value);
            }
        }

        return grants;
    }

    /// <summary>Whether the privilege is held everywhere.</summary>
    public bool Has(string privilege) => Has("*.*", privilege);

    /// <summary>Whether the privilege is held everywhere or in the whole database.</summary>
    public bool Has(string database, IReadOnlyCollection<string> privileges) =>
        privileges.All(privilege => Has(privilege) || Has($"{SqlText.Name(Pattern(database))}.*", privilege)
            || Has($"{SqlText.Name(database)}.*", privilege));

    private static string Pattern(string database) => database
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal);

    private bool Has(string scope, string privilege) => _byScope.TryGetValue(scope, out var held)
        && (held.Contains("ALL PRIVILEGES") || held.Contains(privilege));

    private void Add(string scope, string privileges)
    {
        if (!_byScope.TryGetValue(scope, out var held))
        {
            _byScope.Add(scope, held = new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        }

        held.UnionWith(privileges.Split(',', StringSplitOptions.TrimEntries));
    }

    // "GRANT SELECT, RELOAD ON *.* TO ..."; what follows may hold the hash of a password.
    [GeneratedRegex(@"^GRANT ([A-Z ,]+) ON (\*\.\*|`(?:[^`]|``)+`\.\*) TO ")]
    private static partial Regex Grant();
}
