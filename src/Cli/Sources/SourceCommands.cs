using System.CommandLine;
using Mesh.Activities.Movements;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.Progress;

namespace Mesh.Cli.Sources;

/// <summary><c>mesh source</c>.</summary>
public static class SourceCommands
{
    private static readonly Argument<string> Connection = new("CONNECTION")
    {
        Description = "The server and the account that backups will use, as mariadb://USER@HOST:PORT?password=env:NAME",
    };

    private static readonly Argument<string> Target = new("CONNECTION")
    {
        Description = "The server to load into, as mariadb://USER@HOST:PORT?password=env:NAME",
    };

    private static readonly Argument<string> Script = new("FILE")
    {
        Description = "The dump, or - for standard input",
    };

    private static readonly Option<string?> Database = new("--database")
    {
        Description = "Where the dump of one database goes, which names none itself; made where it is missing",
        HelpName = "NAME",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite")
    {
        Description = "Let the dump replace tables of databases that are there",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var check =
            new Command("check", "Say what a database server lacks to be protected, and how to mend it")
        {
            Connection,
        };
        check.Run(CheckAsync);
        var load = new Command(
            "load", "Load a dump that mariadb-dump wrote, as it is or compressed by gzip or zstd")
        {
            Target, Script, Database, Overwrite,
        };
        load.Run(LoadAsync);
        root.Add(new Command("source", "Look at what is to be protected, or bring it in") { check, load });
    }

    private static async Task<int> LoadAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var connection = DatabaseConnection.Parse(parsed.GetRequiredValue(Target));
        var path = parsed.GetRequiredValue(Script);
        var address = await DatabaseServer.AddressAsync(connection, cancellationToken);
        await using var script = await ScriptFile.OpenAsync(path, cancellationToken);
        var progress = new TransferProgress();
        progress.SetCurrent(path);
        var began = TimeProvider.System.GetTimestamp();
        await using (output.ShowProgress("load", progress.Read))
        {
            await MariaDbScript.RunAsync(
                address,
                path,
                script,
                parsed.GetValue(Database),
                parsed.GetValue(Overwrite),
                progress,
                cancellationToken);
        }

        var (bytes, took) = (progress.Read().Bytes, TimeProvider.System.GetElapsedTime(began));
        output.WriteLine(
            $"{address}: loaded {ProgressText.Bytes(bytes)} of SQL in {ProgressText.Duration(took)}");
        output.WriteDocument(new { Server = address.Location, Bytes = bytes, Seconds = took.TotalSeconds });
        return ExitCode.Ok;
    }

    private static async Task<int> CheckAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var connection = DatabaseConnection.Parse(parsed.GetRequiredValue(Connection));
        var login = await DatabaseServer.LoginAsync(connection, cancellationToken);
        var engines = new DatabaseEngines(TimeProvider.System);
        var findings = await engines.Of(login).CheckAsync(login, cancellationToken);
        var address = $"{connection.User}@{login.Location}";
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
            ExitCode.Incomplete =>
                $"{address}: can be backed up; its log cannot be captured before the above is mended",
            _ => $"{address}: cannot be backed up before the above is mended",
        });
        output.WriteDocument(new
        {
            Server = login.Location,
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
