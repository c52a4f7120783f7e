using System.CommandLine;
using Mesh.Activities.Movements;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;
using Mesh.Sources.MariaDb.Preflight;

namespace Mesh.Cli.Sources;

/// <summary><c>mesh source</c>.</summary>
public static class SourceCommands
{
    private static readonly Argument<string> Connection = new("CONNECTION")
    {
        Description = "The server and the account that backups will use, as mariadb://USER@HOST:PORT?password=env:NAME",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var check = new Command("check", "Say what a database server lacks to be protected, and how to mend it")
        {
            Connection,
        };
        check.Run(CheckAsync);
        root.Add(new Command("source", "Look at what is to be protected") { check });
    }

    private static async Task<int> CheckAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var connection = DatabaseConnection.Parse(parsed.GetRequiredValue(Connection));
        var address = await DatabaseServer.AddressAsync(connection, cancellationToken);
        var findings = await MariaDbPreflight.CheckAsync(address, databases: null, cancellationToken);
        foreach (var finding in findings)
        {
            output.WriteLine($"{Words.Of(finding.Severity)}: {finding.Lacks}");
            output.WriteLine($"    {finding.Consequence}");
            foreach (var statement in finding.Mend)
            {
                output.WriteLine($"      {statement}");
            }
        }

        var result = Result(findings);
        output.WriteLine(result switch
        {
            ExitCode.Ok => $"{address}: can be backed up, and its log captured",
            ExitCode.Incomplete => $"{address}: can be backed up; its log cannot be captured before the above is mended",
            _ => $"{address}: cannot be backed up before the above is mended",
        });
        output.WriteDocument(new
        {
            Server = address.Location,
            CanBackUp = result != ExitCode.Failed,
            CanCaptureLog = result == ExitCode.Ok,
            Findings = findings.Select(finding => new
            {
                finding.Code,
                Severity = Words.Of(finding.Severity),
                finding.Lacks,
                finding.Consequence,
                finding.Mend,
            }),
        });
        return result;
    }

    private static int Result(IReadOnlyList<PreflightFinding> findings) =>
        findings.Any(finding => finding.Severity == PreflightSeverity.Blocks) ? ExitCode.Failed
        : findings.Any(finding => finding.Severity == PreflightSeverity.LimitsLog) ? ExitCode.Incomplete
        : ExitCode.Ok;
}
