using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Preflight;

/// <summary>The privileges of the account, no more than are needed.</summary>
internal static class PrivilegesCheck
{
    public const string MissingForDump = "privileges-dump";

    // Of each database.
    private static readonly string[] Reading = ["SELECT", "SHOW VIEW", "TRIGGER", "EVENT", "LOCK TABLES"];

    // RELOAD is for BACKUP STAGE, BINLOG MONITOR for the position.
    private static readonly string[] Global = ["RELOAD", "BINLOG MONITOR"];

    private static readonly string[] Log = ["REPLICATION SLAVE"];

    public static IEnumerable<PreflightFinding> Run(Grants grants, IReadOnlyList<string>? databases)
    {
        var global = Global.Where(privilege => !grants.Has(privilege)).ToList();
        var mend = new List<string>();
        if (databases is null)
        {
            global.AddRange(Reading.Where(privilege => !grants.Has(privilege)));
        }
        else
        {
            // Users and routines are kept there.
            mend.AddRange(grants.Has("mysql", ["SELECT", "LOCK TABLES"])
                ? []
                : [$"GRANT SELECT, LOCK TABLES ON `mysql`.* TO {grants.Account};"]);
            mend.AddRange(databases.Where(name => !grants.Has(name, Reading))
                .Select(name => $"GRANT {string.Join(", ", Reading)} ON {SqlText.Name(name)}.* TO {grants.Account};"));
        }

        if (global.Count > 0)
        {
            mend.Insert(0, $"GRANT {string.Join(", ", global)} ON *.* TO {grants.Account};");
        }

        if (mend.Count > 0)
        {
            yield return new PreflightFinding(MissingForDump, PreflightSeverity.Blocks,
                $"{grants.Account} lacks privileges", "it cannot take a whole and consistent backup", mend);
        }

        var log = Log.Where(privilege => !grants.Has(privilege)).ToList();
        if (log.Count > 0)
        {
            yield return new PreflightFinding("privileges-log", PreflightSeverity.LimitsLog,
                $"{grants.Account} may not read the log", "the log cannot be captured",
                [$"GRANT {string.Join(", ", log)} ON *.* TO {grants.Account};"]);
        }
    }
}
