using Mesh.Domain.Errors;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Preflight;

/// <summary>
/// Says what a server lacks for backups and for the capture of its log, and how to mend it.
/// </summary>
public static class MariaDbPreflight
{
    /// <summary>Looks; changes nothing.</summary>
    /// <param name="address">The server, as the account that the backups will use.</param>
    /// <param name="databases">Those that will be backed up; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings, gravest first; none where all is well.</returns>
    /// <exception cref="MeshException">Those of connecting; <c>mariadb-no-database</c>.</exception>
    public static async Task<IReadOnlyList<PreflightFinding>> CheckAsync(
        MariaDbAddress address, IReadOnlyList<string>? databases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var findings = new List<PreflightFinding>();
        findings.AddRange(await new SettingsCheck(session).RunAsync(cancellationToken));
        var grants = await Grants.ReadAsync(session, cancellationToken);
        findings.AddRange(PrivilegesCheck.Run(grants, databases));
        if (!findings.Exists(finding => finding.Code == PrivilegesCheck.MissingForDump))
        {
            findings.AddRange(await TablesAsync(session, databases, cancellationToken));
        }

        return [.. findings.OrderByDescending(finding => finding.Severity)];
    }

    // Tables that the account may not see cannot be judged.
    private static async Task<IReadOnlyList<PreflightFinding>> TablesAsync(
        MariaDbSession session, IReadOnlyList<string>? databases, CancellationToken cancellationToken)
    {
        var tables = new List<TableSchema>();
        foreach (var name in await new CatalogReader(session).DatabasesAsync(databases, cancellationToken))
        {
            tables.AddRange(
                await new TableReader(session).ReadAsync(name, withDefinitions: false, cancellationToken));
        }

        return TablesCheck.Run(tables);
    }
}
