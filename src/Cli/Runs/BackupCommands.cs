using System.CommandLine;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Functions.Runs;

namespace Mesh.Cli.Runs;

/// <summary><c>mesh backup run</c>.</summary>
public static class BackupCommands
{
    private static readonly Argument<string> What = new("SYSTEM[/COMPONENT]")
    {
        Description = "The component to back up, or the system with all its components",
    };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description = "Wait for the end; without a server the command always does",
    };

    private static readonly Option<bool> Full = new("--full") { Description = "Read everything anew" };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var run = new Command("run", "Start a backup now") { What, Wait, Full, DataFolder.Option };
        run.Run(RunAsync);
        root.Add(new Command("backup", "Back systems up") { run });
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var request = Request(parsed.GetValue(What)!, parsed.GetValue(Full));
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var started = await session.Api.RequestBackupAsync(request, cancellationToken);
        foreach (var refused in started.Refused)
        {
            output.Warn($"{refused.Component}: not started: {refused.Cause} ({refused.Hint})");
        }

        if (!session.InProcess && !parsed.GetValue(Wait))
        {
            foreach (var run in started.Runs)
            {
                output.WriteLine($"started {run.Id}");
            }

            output.WriteDocument(started);
            return ExitCodeOf(started);
        }

        var ended = new List<RunView>();
        foreach (var run in started.Runs)
        {
            ended.Add(await RunFollower.WaitAsync(session.Api, run, output, cancellationToken));
            output.WriteLine(RunFollower.Describe(ended[^1]));
        }

        output.WriteDocument(started with { Runs = ended });
        return ended.Select(RunFollower.ExitCodeOf).Append(ExitCodeOf(started))
            .OrderBy(code => code == ExitCode.Failed ? 0 : 1).ThenByDescending(code => code).First();
    }

    private static int ExitCodeOf(RequestedRuns started) =>
        started.Refused.Count > 0 ? ExitCode.Locked : ExitCode.Ok;

    private static BackupRequest Request(string what, bool full)
    {
        var mode = full ? "full" : null;
        if (!what.Contains('/', StringComparison.Ordinal))
        {
            return new BackupRequest(SystemName.Parse(what).Value, null, mode);
        }

        var address = ComponentAddress.Parse(what);
        return new BackupRequest(address.System.Value, address.Component.Value, mode);
    }
}
