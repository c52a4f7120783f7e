using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Incidents;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;
using Mesh.Functions.Incidents;
using Mesh.Functions.Runs;

namespace Mesh.Cli.Runs;

/// <summary><c>mesh restore</c>.</summary>
public static class RestoreCommands
{
    private const string Latest = "latest";

    private static readonly Argument<string> What = new("SYSTEM/COMPONENT")
    {
        Description = "The component to restore",
    };

    private static readonly Option<string?> Point = new("--point")
    {
        Description = "The recovery point: the id of its run or the beginning of its snapshot; else the newest",
        HelpName = "ID",
    };

    private static readonly Option<string?> At = new("--at")
    {
        Description = "This moment, where a database's log was captured; else the newest point not after it, as in "
            + "2026-03-01T12:00:00Z; or 'latest', with all that the vault has",
        HelpName = "TIME",
    };

    private static readonly Option<string?> Gtid = new("--gtid")
    {
        Description = "With this transaction of a database's log as the last, as 0-1-100",
        HelpName = "GTID",
    };

    private static readonly Option<string?> BeforeGtid = new("--before-gtid")
    {
        Description = "Just before this transaction of a database's log",
        HelpName = "GTID",
    };

    private static readonly Option<string?> Position = new("--position")
    {
        Description = "With the last transaction that ends at or before this position of a database's log",
        HelpName = "FILE:OFFSET",
    };

    private static readonly Option<string[]> Database = new("--database")
    {
        Description = "Only this database of the server; may be given again",
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Table = new("--table")
    {
        Description = "Only this table of the server, by way of a scratch server; may be given again",
        HelpName = "DATABASE.TABLE",
    };

    private static readonly Option<string?> As = new("--as")
    {
        Description = "What the one table of --table is to be called on the target",
        HelpName = "DATABASE.TABLE",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Say what would be done and where the log would be cut, and change nothing",
    };

    private static readonly Option<string?> Target = new("--target")
    {
        Description = "The folder to restore to; of a database, the SQL that its stock client loads",
        HelpName = "FOLDER",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The database server to restore to, as mariadb://USER@HOST:PORT?password=env:NAME",
        HelpName = "CONNECTION",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite")
    {
        Description = "Write over what is in the folder already, or replace databases or tables on the server",
    };

    private static readonly Option<string?> Incident = new("--incident")
    {
        Description = "Approve this restore as what is done about the incident, which then does it; with --by and "
            + "--question as in 'mesh incident decide'",
        HelpName = "ID",
    };

    private static readonly Option<bool> NoWait = new("--no-wait")
    {
        Description = "Do not wait for the end where a server does the work",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var restore = new Command("restore", "Restore a component to a folder, or a database to a server")
        {
            What, Point, At, Gtid, BeforeGtid, Position, Database, Table, As, Target, To, Overwrite, DryRun,
            Incident, By.Option, IncidentCommands.Question, NoWait,
            DataFolder.Option,
        };
        restore.Run(RunAsync);
        root.Add(restore);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var component = ComponentAddress.Parse(parsed.GetValue(What)!);
        var request = new RestoreRequest(
            component.System.Value,
            component.Component.Value,
            Destination(parsed),
            parsed.GetValue(Point),
            Time(parsed.GetValue(At)),
            parsed.GetValue(Overwrite))
        {
            Latest = parsed.GetValue(At) == Latest,
            Gtid = parsed.GetValue(Gtid),
            BeforeGtid = parsed.GetValue(BeforeGtid),
            Position = parsed.GetValue(Position),
            Databases = parsed.GetValue(Database) ?? [],
            Tables = parsed.GetValue(Table) ?? [],
            As = parsed.GetValue(As),
        };
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        if (parsed.GetValue(DryRun))
        {
            var plan = await session.Api.PlanRestoreAsync(request, cancellationToken);
            output.WriteTable(RestorePlanText.Table(plan));
            output.WriteDocument(plan);
            return ExitCode.Ok;
        }

        if (parsed.GetValue(Incident) is { } incident)
        {
            var decision = new IncidentDecisionRequest(
                parsed.GetValue(IncidentCommands.Question) ?? 0,
                Approve: true,
                parsed.GetValue(By.Option),
                Restore: request);
            return await IncidentCommands.DecideAsync(session, incident, decision, output, cancellationToken);
        }

        var run = (await session.Api.RequestRestoreAsync(request, cancellationToken)).Runs[0];
        if (!session.InProcess && parsed.GetValue(NoWait))
        {
            output.WriteLine($"started {run.Id}");
            output.WriteDocument(run);
            return ExitCode.Ok;
        }

        var ended = await RunFollower.WaitAsync(session.Api, run, output, cancellationToken);
        output.WriteLine(RunFollower.Describe(ended));
        foreach (var warning in ended.Outcome?.Warnings ?? [])
        {
            output.WriteLine($"warning: {warning}");
        }

        output.WriteDocument(ended);
        return RunFollower.ExitCodeOf(ended);
    }

    private static string Destination(ParseResult parsed) =>
        (parsed.GetValue(Target), parsed.GetValue(To)) switch
        {
            ({ } folder, null) => Path.GetFullPath(folder),
            (null, { } server) => DatabaseConnection.Parse(server).ToString(),
            _ => throw new MeshException(
                "bad-target",
                "restore",
                "needs either --target or --to",
                "name a folder, or a database server",
                ExitCode.BadInput),
        };

    private static DateTimeOffset? Time(string? text) => text switch
    {
        null or Latest => null,
        _ when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => throw new MeshException(
            "bad-time", "--at", $"'{text}' is not a time", "write 2026-03-01T12:00:00Z, or latest",
            ExitCode.BadInput),
    };
}
