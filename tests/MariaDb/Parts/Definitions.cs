using System.Text;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.MariaDb.Parts;

/// <summary>All that is defined in a database, as the stock dump writes it.</summary>
internal static class Definitions
{
    public static async Task<string> OfAsync(MariaDbServer server, string database)
    {
        var result = await Kit.Command.RunAsync("mariadb-dump",
        [
            "--no-defaults", $"--socket={server.Socket}", "--user=root", "--no-data", "--routines", "--triggers",
            "--events", "--skip-dump-date", "--skip-comments", "--databases", database,
        ]);
        return result.ExitCode == 0
            ? WithoutCounters(result.Output)
            : throw new InvalidOperationException(result.Errors);
    }

    // What a sequence has handed out ahead depends on when it was asked.
    private static string WithoutCounters(string dump)
    {
        var kept = new StringBuilder();
        foreach (var line in dump.Split('\n').Where(line => !line.StartsWith("DO SETVAL", StringComparison.Ordinal)
            && !line.StartsWith("SELECT SETVAL", StringComparison.Ordinal)))
        {
            kept.Append(line).Append('\n');
        }

        return kept.ToString();
    }
}
