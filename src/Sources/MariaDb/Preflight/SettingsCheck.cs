using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Preflight;

/// <summary>The server's version and settings.</summary>
internal sealed partial class SettingsCheck(MariaDbSession session)
{
    private static readonly Setting[] Settings =
    [
        new("binlog_format", ["ROW"], "ROW", PreflightSeverity.LimitsLog,
            "changes are logged as statements, which another server may run differently"),
        new("binlog_row_image", ["FULL"], "FULL", PreflightSeverity.LimitsLog,
            "changes lack columns, so that tables cannot be verified from the log"),
        new("binlog_row_metadata", ["FULL"], "FULL", PreflightSeverity.LimitsLog,
            "changes do not say which columns they are about"),
        new("sync_binlog", ["1"], "1", PreflightSeverity.LimitsLog,
            "after a crash the log may lack transactions that the tables have"),
        new("innodb_flush_log_at_trx_commit", ["1", "3"], "1", PreflightSeverity.LimitsLog,
            "after a crash the tables may lack transactions that the log has"),
        new("log_bin_compress", ["OFF", "0"], "OFF", PreflightSeverity.LimitsLog,
            "compressed events are not replayed"),
    ];

    public async Task<IReadOnlyList<PreflightFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync("SHOW GLOBAL VARIABLES", "reading its settings", cancellationToken);
        var variables = rows.ToDictionary(
            row => row[0]!, row => row[1] ?? "", StringComparer.OrdinalIgnoreCase);
        var findings = new List<PreflightFinding>();
        if (!IsKnown(variables["version"]))
        {
            findings.Add(new PreflightFinding("version", PreflightSeverity.Blocks,
                $"its version is {variables["version"]}", "only MariaDB 10.5 and later are supported",
                ["upgrade the server"]));
        }

        if (variables["log_bin"] is "OFF" or "0")
        {
            findings.Add(new PreflightFinding("log-bin", PreflightSeverity.LimitsLog,
                "it writes no binary log", "a restore can only go back to the moment of a full backup",
                ["[mariadb]", "log_bin = mariadb-bin", "server_id = 1", "# then restart the server"]));
        }

        findings.AddRange(Settings
            .Where(setting => variables.TryGetValue(setting.Name, out var value)
                && !setting.Good.Contains(value, StringComparer.OrdinalIgnoreCase))
            .Select(setting => setting.Finding(variables[setting.Name])));
        findings.AddRange(ShortLog(variables));
        return findings;
    }

    private static bool IsKnown(string version) => Version().Match(version) is { Success: true } match
        && version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase)
        && (Number(match.Groups[1]) > 10 || (Number(match.Groups[1]) == 10 && Number(match.Groups[2]) >= 5));

    private static IEnumerable<PreflightFinding> ShortLog(Dictionary<string, string> variables)
    {
        const double day = 86_400;
        if (variables.TryGetValue("binlog_expire_logs_seconds", out var text)
            && double.Parse(text, CultureInfo.InvariantCulture) is > 0 and < day)
        {
            yield return new PreflightFinding("binlog-expiry", PreflightSeverity.Advice,
                $"it deletes its log after {text} s",
                "a capture that is down for longer has a gap, and needs a new full backup",
                ["SET GLOBAL binlog_expire_logs_seconds = 259200;"]);
        }
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+)\.(\d+)\.")]
    private static partial Regex Version();

    private sealed record Setting(
        string Name, string[] Good, string Best, PreflightSeverity Severity, string Consequence)
    {
        public PreflightFinding Finding(string value) => new(
            Name.Replace('_', '-'), Severity, $"{Name} is {value}", Consequence,
            [$"SET GLOBAL {Name} = {Best};", $"# and in its configuration: {Name} = {Best}"]);
    }
}
