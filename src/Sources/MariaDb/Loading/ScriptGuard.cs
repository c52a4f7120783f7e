using System.Text.RegularExpressions;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>
/// Stops a script of a stock program before it turns to a database that has tables already, which it would
/// drop and make anew. Those scripts name a database by <c>DROP DATABASE</c>, <c>CREATE DATABASE</c> and
/// <c>USE</c>.
/// </summary>
internal sealed partial class ScriptGuard
{
    private readonly string _server;
    private readonly HashSet<string> _filled;

    private ScriptGuard(string server, IEnumerable<string> filled)
    {
        _server = server;
        _filled = new HashSet<string>(filled, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Looks which databases have tables now.</summary>
    public static async Task<ScriptGuard> MakeAsync(
        MariaDbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SELECT DISTINCT TABLE_SCHEMA FROM information_schema.TABLES",
            "looking for what is there",
            cancellationToken);
        return new ScriptGuard(session.Address.Location, rows.Select(row => row[0]!));
    }

    /// <summary>Refuses a statement that turns to such a database; skips none.</summary>
    /// <exception cref="MeshException"><c>mariadb-database-exists</c></exception>
    public bool Skips(string sql)
    {
        if (Turns().Match(sql) is { Success: true } match)
        {
            Require(match.Groups["name"].Value.Trim('`').Replace("``", "`", StringComparison.Ordinal));
        }

        return false;
    }

    /// <summary>Refuses a database that has tables.</summary>
    /// <exception cref="MeshException"><c>mariadb-database-exists</c></exception>
    public void Require(string database)
    {
        if (_filled.Contains(database))
        {
            throw new MeshException("mariadb-database-exists", _server,
                $"database {database} has tables already, which the script may replace",
                "load it into another server, or say --overwrite", ExitCode.BadInput);
        }
    }

    [GeneratedRegex(
        @"^(?:\s|--[^\n]*\n|\#[^\n]*\n)*(?:/\*!\d*\s*)?"
        + @"(?:USE|(?:CREATE|DROP)\s+(?:DATABASE|SCHEMA)(?:\s+(?:/\*!\d+\s+)?IF\s+(?:NOT\s+)?EXISTS(?:\s*\*/)?)?)"
        + @"(?:\s*(?<name>`(?:[^`]|``)*`)|\s+(?<name>[^\s;/*`]+))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Turns();
}
