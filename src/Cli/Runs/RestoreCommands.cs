using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;
using Mesh.Functions.Runs;

namespace Mesh.Cli.Runs;

/// <summary><c>mesh restore</c>.</summary>
public static class RestoreCommands
{
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
            + "2026-03-01T12:00:00Z",
        HelpName = "TIME",
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
        Description = "Write over what is in the folder already, or replace the databases on the server",
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
            What, Point, At, Target, To, Overwrite, NoWait, DataFolder.Option,
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
            parsed.GetValue(Overwrite));
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var run = (await session.Api.RequestRestoreAsync(request, cancellationToken)).Runs[0];
        if (!session.InProcess && parsed.GetValue(NoWait))
        {
            output.WriteLine($"started {run.Id}");
            output.WriteDocument(run);
            return ExitCode.Ok;
        }

        var ended = await RunFollower.WaitAsync(session.Api, run, output, cancellationToken);
        output.WriteLine(RunFollower.Describe(ended));
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
        null => null,
        _ when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => throw new MeshException(
            "bad-time", "--at", $"'{text}' is not a time", "write 2026-03-01T12:00:00Z", ExitCode.BadInput),
    };
}
