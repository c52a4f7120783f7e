using System.CommandLine;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions.Drills;

namespace Mesh.Cli.Drills;

/// <summary><c>mesh drill</c> and <c>mesh drills</c>.</summary>
public static class DrillCommands
{
    private static readonly Argument<string> System = new("SYSTEM") { Description = "What is drilled" };

    private static readonly Argument<string?> Of = new("SYSTEM")
    {
        Description = "Which system; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "The drill" };

    private static readonly Option<bool> Ask = new("--ask")
    {
        Description = "Really ask an approver before the failover begins, and measure how long that takes",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Print the steps exactly as they would run, and do nothing",
    };

    private static readonly Option<bool> NoWait = new("--no-wait")
    {
        Description = "Do not wait for the end where a server does the work",
    };

    private static readonly Option<string> Note = new("--note")
    {
        Description = "Why",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file to write; one that exists is not written over",
        Required = true,
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var run = new Command(
            "run", "Drill a system's failover in a sealed place; exit code 3: it waits for an approver")
        {
            System, By.Option, Ask, DryRun, NoWait, DataFolder.Option,
        };
        run.Run(RunAsync);
        var show = new Command("show", "Show a drill") { Id, DataFolder.Option };
        show.Run(ShowAsync);
        var approve = Answering("approve", "Let the failover that is drilled begin", approve: true);
        var refuse = Answering("refuse", "Do not let the failover that is drilled begin", approve: false);
        var cancel = new Command("cancel", "End a drill, and remove what it has made")
        {
            Id, By.Option, Note, DataFolder.Option,
        };
        cancel.Run(CancelAsync);
        var export = new Command("export", "Write the signed evidence of a drill to a file")
        {
            Id, Out, DataFolder.Option,
        };
        export.Run(ExportAsync);
        var key = new Command("key", "Print the public key that evidence is verified with")
        {
            DataFolder.Option,
        };
        key.Run(KeyAsync);
        var calendar = new Command(
            "drills", "The calendar: last drill, its outcome and age, the next one due")
        {
            Of, DataFolder.Option,
        };
        calendar.Run(CalendarAsync);
        root.Add(new Command("drill", "Show that a failover would work, without touching production")
        {
            run, show, approve, refuse, cancel, export, VerifyCommand.Create(), key,
        });
        root.Add(calendar);
    }

    private static Command Answering(string name, string description, bool approve)
    {
        var command = new Command(name, description) { Id, By.Option, Note, DataFolder.Option };
        command.Run(async (parsed, output, cancellationToken) =>
        {
            await using var session = await Session.OpenAsync(parsed, cancellationToken);
            var drill = await session.Api.AnswerDrillAsync(
                parsed.GetValue(Id)!,
                new DrillAnswer(parsed.GetValue(By.Option), approve, parsed.GetValue(Note)!),
                cancellationToken);
            return Tell(
                session.InProcess
                    ? await DrillFollower.WaitAsync(
                        session.Api, drill, asked: true, output, cancellationToken)
                    : drill,
                output,
                ExitCode.Ok);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var request = new DrillRequest(
            parsed.GetValue(System)!, parsed.GetValue(By.Option), parsed.GetValue(Ask));
        if (parsed.GetValue(DryRun))
        {
            var plan = await session.Api.PlanDrillAsync(request, cancellationToken);
            DrillText.Write(output, plan);
            output.WriteDocument(plan);
            return ExitCode.Ok;
        }

        var drill = await session.Api.RequestDrillAsync(request, cancellationToken);
        if (!session.InProcess && parsed.GetValue(NoWait))
        {
            return Tell(drill, output, ExitCode.Ok);
        }

        return Tell(
            await DrillFollower.WaitAsync(session.Api, drill, asked: false, output, cancellationToken),
            output,
            ExitCode.Incomplete);
    }

    private static async Task<int> ShowAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        return Tell(
            await session.Api.GetDrillAsync(parsed.GetValue(Id)!, cancellationToken), output, ExitCode.Ok);
    }

    private static async Task<int> CancelAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var drill = await session.Api.CancelDrillAsync(
            parsed.GetValue(Id)!,
            new DrillAnswer(parsed.GetValue(By.Option), Note: parsed.GetValue(Note)!),
            cancellationToken);
        DrillText.Write(
            output,
            await DrillFollower.WaitAsync(session.Api, drill, asked: true, output, cancellationToken));
        return ExitCode.Ok;
    }

    private static async Task<int> ExportAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var evidence = await session.Api.ExportDrillAsync(parsed.GetValue(Id)!, cancellationToken);
        var file = parsed.GetValue(Out)!;
        try
        {
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(evidence.Text.AsMemory(), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "cannot-write", file, error.Message.TrimEnd('.'), "name another file",
                ExitCode.BadInput, error);
        }

        output.WriteLine($"{file}: the evidence of {evidence.Drill}");
        output.WriteDocument(evidence);
        return ExitCode.Ok;
    }

    private static async Task<int> KeyAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var key = await session.Api.GetDrillKeyAsync(cancellationToken);
        output.WriteLine(key.PublicKey);
        output.Warn($"fingerprint {key.Fingerprint}");
        output.WriteDocument(key);
        return ExitCode.Ok;
    }

    private static async Task<int> CalendarAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var query = parsed.GetValue(Of) is { } of ? $"?system={Uri.EscapeDataString(of)}" : "";
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var calendar = await session.Api.ListDrillCalendarAsync(query, cancellationToken);
        output.WriteTable(DrillText.Table(calendar.Items, TimeProvider.System.GetUtcNow()));
        output.WriteDocument(calendar);
        return ExitCode.Ok;
    }

    private static int Tell(DrillView drill, ConsoleOutput output, int running)
    {
        DrillText.Write(output, drill);
        output.WriteDocument(drill);
        return drill.State switch
        {
            "succeeded" => ExitCode.Ok,
            "running" => running,
            _ => ExitCode.Failed,
        };
    }
}
