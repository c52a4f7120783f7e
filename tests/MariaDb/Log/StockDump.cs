using System.Text.RegularExpressions;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Xunit;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>Full backups by the stock program, and comparison by what it dumps.</summary>
internal static partial class StockDump
{
    /// <summary>A consistent dump with the place in the log that it is of.</summary>
    public static async Task<(string Sql, LogStart Start)> TakeBaseAsync(
        this MariaDbServer server, string databases)
    {
        var sql = await RunAsync(server,
            ["--single-transaction", "--master-data=2", "--gtid", "--routines", "--triggers", "--events",
            "--databases", .. databases.Split(' ')]);
        var position = Position().Match(sql);
        var gtids = Gtids().Match(sql);
        Assert.True(position.Success && gtids.Success, sql[..Math.Min(2_000, sql.Length)]);
        return (sql, new LogStart(
            LogPosition.Parse($"{position.Groups[1]}:{position.Groups[2]}"),
            GtidPosition.Parse(gtids.Groups[1].Value)));
    }

    /// <summary>Everything in a database, as text that is the same for the same content.</summary>
    public static Task<string> TextOfAsync(this MariaDbServer server, string database) => RunAsync(server,
        ["--skip-comments", "--skip-dump-date", "--order-by-primary", "--routines", "--triggers", "--events",
        "--databases", database]);

    public static async Task MustEqualAsync(this MariaDbServer server, MariaDbServer other, string database)
    {
        var (left, right) = (await server.TextOfAsync(database), await other.TextOfAsync(database));
        Assert.Equal(left.Split('\n'), right.Split('\n'));
    }

    private static async Task<string> RunAsync(MariaDbServer server, string[] arguments)
    {
        var result = await Command.RunAsync(
            "mariadb-dump", ["--no-defaults", $"--socket={server.Socket}", "--user=root", .. arguments]);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException(result.Errors);
    }

    [GeneratedRegex(@"MASTER_LOG_FILE='([^']+)', MASTER_LOG_POS=(\d+)")]
    private static partial Regex Position();

    [GeneratedRegex(@"gtid_slave_pos='([^']*)'")]
    private static partial Regex Gtids();
}
