using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Makes room on the target.</summary>
internal sealed class TargetDatabases(MariaDbSession session)
{
    private const string Doing = "making room for the restore";

    /// <summary>Refuses, drops or strips the databases that are there.</summary>
    /// <exception cref="MeshException"><c>mariadb-database-exists</c></exception>
    public async Task PrepareAsync(
        IReadOnlyList<string> names, ExistingDatabases existing, CancellationToken cancellationToken)
    {
        if (existing == ExistingDatabases.Refuse)
        {
            await RefuseAsync(names, cancellationToken);
        }

        var there = await ThereAsync(names, cancellationToken);
        await session.ExecuteAsync("SET SESSION foreign_key_checks=0", Doing, cancellationToken);
        foreach (var name in there)
        {
            if (existing == ExistingDatabases.Replace)
            {
                await session.ExecuteAsync($"DROP DATABASE {SqlText.Name(name)}", Doing, cancellationToken);
            }
            else
            {
                await StripAsync(name, cancellationToken);
            }
        }
    }

    /// <exception cref="MeshException"><c>mariadb-database-exists</c></exception>
    public async Task RefuseAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var there = await ThereAsync(names, cancellationToken);
        if (there.Count > 0)
        {
            throw new MeshException("mariadb-database-exists", session.Address.Location,
                $"{string.Join(", ", there)} is there already and would be overwritten",
                "restore to another server, or say that it may be replaced, or that an earlier restore is to go on",
                ExitCode.BadInput);
        }
    }

    /// <summary>Those of the databases that are there.</summary>
    public async Task<IReadOnlyList<string>> ThereAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var list = string.Join(", ", names.Select(SqlText.Literal).DefaultIfEmpty("''"));
        return [.. (await session.QueryAsync(
            $"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN ({list}) ORDER BY 1",
            Doing, cancellationToken)).Select(row => row[0]!)];
    }

    // Triggers would act on the rows that are loaded; the rest is quicker made again than compared.
    private async Task StripAsync(string name, CancellationToken cancellationToken)
    {
        var literal = SqlText.Literal(name);
        var rows = await session.QueryAsync(
            $"""
            SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {literal}
            UNION ALL SELECT 'TRIGGER', TRIGGER_NAME FROM information_schema.TRIGGERS
              WHERE TRIGGER_SCHEMA = {literal}
            UNION ALL SELECT 'VIEW', TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = {literal}
            UNION ALL SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES
              WHERE ROUTINE_SCHEMA = {literal}
            """, Doing, cancellationToken);

        // Only in this mode does the server know packages.
        await session.ExecuteAsync("SET SESSION sql_mode='ORACLE'", Doing, cancellationToken);
        foreach (var row in rows)
        {
            await session.ExecuteAsync(
                $"DROP {row[0]} IF EXISTS {SqlText.Name(name, row[1]!)}", Doing, cancellationToken);
        }
    }
}
