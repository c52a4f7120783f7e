using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions.Runs;

namespace Mesh.Cli.Runs;

/// <summary><c>mesh runs</c>.</summary>
public static class RunCommands
{
    private static readonly Argument<string?> Id = new("ID")
    {
        Description = "One run to show; else the newest are listed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Cancel = new("--cancel") { Description = "End the run" };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many to list",
        DefaultValueFactory = _ => 20,
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var runs =
            new Command("runs", "List runs, show one, or cancel it") { Id, Cancel, Limit, DataFolder.Option };
        runs.Run(RunAsync);
        root.Add(runs);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var id = parsed.GetValue(Id);
        var cancel = parsed.GetValue(Cancel);
        if (cancel && id is null)
        {
            throw new MeshException(
                "bad-arguments",
                "--cancel",
                "does not say which run",
                "mesh runs ID --cancel",
                ExitCode.BadInput);
        }

        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        if (id is null)
        {
            var runs = await session.Api.ListRunsAsync($"?limit={parsed.GetValue(Limit)}", cancellationToken);
            output.WriteTable(Table(runs.Items));
            output.WriteDocument(runs);
            return ExitCode.Ok;
        }

        var run = cancel
            ? await session.Api.CancelRunAsync(id, cancellationToken)
            : await session.Api.GetRunAsync(id, cancellationToken);
        Show(run, output);
        output.WriteDocument(run);
        return ExitCode.Ok;
    }

    private static TextTable Table(IReadOnlyList<RunView> runs)
    {
        var table = new TextTable("run", "kind", "component", "state", "began", "took", "files", "bytes");
        foreach (var run in runs)
        {
            table.Add(
                run.Id,
                run.Kind,
                $"{run.System}/{run.Component}",
                run.State,
                (run.StartedAt ?? run.RequestedAt).ToString("u", CultureInfo.InvariantCulture),
                run.EndedAt - run.StartedAt is { } length ? ProgressText.Duration(length) : "",
                ProgressText.Count(run.Counters.GetValueOrDefault("files")),
                ProgressText.Bytes(run.Counters.GetValueOrDefault("bytes")));
        }

        return table;
    }

    private static void Show(RunView run, ConsoleOutput output)
    {
        output.WriteLine(RunFollower.Describe(run));
        if (run.Status is { } status)
        {
            output.WriteLine(
                $"{status.Phase}: {ProgressText.Bytes(status.BytesDone)} of {ProgressText.Bytes(status.BytesTotal)}");
        }

        var table = new TextTable("phase", "took");
        foreach (var phase in run.Phases)
        {
            table.Add(phase.Name, ProgressText.Duration(TimeSpan.FromSeconds(phase.Seconds)));
        }

        output.WriteTable(table);
        if (run.Outcome?.Verification is { } verification)
        {
            output.WriteLine($"verified at {run.Outcome.Position}: {verification}");
            foreach (var reason in verification.Reasons)
            {
                output.WriteLine($"scanned: {reason}");
            }
        }

        foreach (var warning in run.Outcome?.Warnings ?? [])
        {
            output.WriteLine($"warning: {warning}");
        }
    }
}
