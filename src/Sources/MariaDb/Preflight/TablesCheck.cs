using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Preflight;

/// <summary>Tables that backups or the log cannot treat as they treat others.</summary>
internal static class TablesCheck
{
    private const int MostNamed = 20;

    public static IReadOnlyList<PreflightFinding> Run(IReadOnlyList<TableSchema> tables) =>
    [
        .. Find("not-transactional", PreflightSeverity.Blocks, tables.Where(table => !table.IsTransactional),
            "no snapshot covers", "a backup is refused, or has to lock them while it reads",
            table => $"ALTER TABLE {table.QualifiedName} ENGINE=InnoDB;"),
        .. Find("no-primary-key", PreflightSeverity.Advice, tables.Where(table => !table.HasPrimaryKey),
            "there is no primary key in", "they are read in one piece, and their log is slow to replay",
            table => $"ALTER TABLE {table.QualifiedName} ADD COLUMN row_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY;"),
        .. Find("system-versioned", PreflightSeverity.LimitsLog, tables.Where(table => table.IsVersioned),
            "there is a history in", "backups have their current rows, not the history",
            table => $"ALTER TABLE {table.QualifiedName} DROP SYSTEM VERSIONING;"),
    ];

    private static IEnumerable<PreflightFinding> Find(
        string code,
        PreflightSeverity severity,
        IEnumerable<TableSchema> tables,
        string lacks,
        string consequence,
        Func<TableSchema, string> mend)
    {
        var found = tables.ToList();
        if (found.Count > 0)
        {
            var names = string.Join(", ", found.Take(MostNamed));
            var more = found.Count > MostNamed ? $" and {found.Count - MostNamed} more" : "";
            yield return new PreflightFinding(
                code, severity, $"{lacks} {names}{more}", consequence, [.. found.Select(mend)]);
        }
    }
}
