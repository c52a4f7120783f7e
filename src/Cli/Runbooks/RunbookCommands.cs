using System.CommandLine;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;

namespace Mesh.Cli.Runbooks;

/// <summary>
/// <c>mesh protect</c>, <c>mesh failover</c>, <c>mesh runbooks</c> and <c>mesh runbook</c>.
/// </summary>
public static class RunbookCommands
{
    private static readonly Argument<string> System = new("SYSTEM") { Description = "What is moved" };

    private static readonly Argument<string?> Of = new("SYSTEM")
    {
        Description = "Whose runbooks; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "The runbook" };

    private static readonly Argument<string> Choice = new("CHOICE")
    {
        Description = "confirm, retry, rebuild, skip, override, abort or give-up: "
            + "what 'mesh runbook show' offers",
    };

    private static readonly Option<int> Question = new("--question")
    {
        Description = "The number of the question that is answered, as shown; none for an abort",
    };

    private static readonly Option<bool> Planned = new("--planned")
    {
        Description = "The site that is left still works: stop it in good order and lose nothing",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The site that becomes production; else the other one",
    };

    private static readonly Option<bool> Local = new("--local")
    {
        Description = "Move nothing: have production's own site start again what has failed there",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Print the steps exactly as they would run, and change nothing",
    };

    private static readonly Option<string> Note = new("--note")
    {
        Description = "Why",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<bool> NoWait = new("--no-wait")
    {
        Description = "Do not wait for the end where a server does the work",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var failover = new Command(
            "failover",
            "Move a system's production to its other site, also back; exit code 3: it waits for you")
        {
            System, Planned, To, Local, By.Option, DryRun, NoWait, DataFolder.Option,
        };
        failover.Run((parsed, output, cancellationToken) => StartAsync(
            new RunbookRequest(
                parsed.GetValue(System)!,
                parsed.GetValue(Planned),
                parsed.GetValue(To),
                parsed.GetValue(By.Option),
                Local: parsed.GetValue(Local)),
            parsed, output, cancellationToken));
        var protect = new Command(
            "protect",
            "Take production on where it runs, and make the other site its standby; exit code 3: it waits "
            + "for you")
        {
            System, By.Option, DryRun, NoWait, DataFolder.Option,
        };
        protect.Run((parsed, output, cancellationToken) => StartAsync(
            new RunbookRequest(parsed.GetValue(System)!, By: parsed.GetValue(By.Option), Protect: true),
            parsed, output, cancellationToken));
        var list = new Command("runbooks", "List runbooks, the newest first") { Of, DataFolder.Option };
        list.Run(ListAsync);
        var show = new Command("show", "Show a runbook: its steps, what it waits for, its report")
        {
            Id, DataFolder.Option,
        };
        show.Run(ShowAsync);
        var decide = new Command("decide", "Decide about the step that a runbook waits at, or have it undone")
        {
            Id, Choice, Question, By.Option, Note, NoWait, DataFolder.Option,
        };
        decide.Run(DecideAsync);
        root.Add(protect);
        root.Add(failover);
        root.Add(list);
        root.Add(new Command("runbook", "One runbook") { show, decide });
    }

    private static async Task<int> StartAsync(
        RunbookRequest request,
        ParseResult parsed,
        ConsoleOutput output,
        CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        if (parsed.GetValue(DryRun))
        {
            var plan = await session.Api.PlanRunbookAsync(request, cancellationToken);
            RunbookText.Write(output, plan);
            output.WriteDocument(plan);
            return ExitCode.Ok;
        }

        var started = await session.Api.RequestRunbookAsync(request, cancellationToken);
        return await FollowAsync(parsed, session, started, question: 0, output, cancellationToken);
    }

    private static async Task<int> DecideAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var id = parsed.GetValue(Id)!;
        var decision = new DecisionRequest(
            parsed.GetValue(Choice)!,
            parsed.GetValue(Question),
            parsed.GetValue(By.Option),
            parsed.GetValue(Note)!);
        var decided = await session.Api.DecideRunbookAsync(id, decision, cancellationToken);
        return await FollowAsync(
            parsed, session, decided, parsed.GetValue(Question), output, cancellationToken);
    }

    private static async Task<int> ShowAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        return Tell(await session.Api.GetRunbookAsync(parsed.GetValue(Id)!, cancellationToken), output);
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var query = parsed.GetValue(Of) is { } of ? $"?system={Uri.EscapeDataString(of)}" : "";
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var runbooks = await session.Api.ListRunbooksAsync(query, cancellationToken);
        output.WriteTable(RunbookText.Table(runbooks.Items));
        output.WriteDocument(runbooks);
        return ExitCode.Ok;
    }

    private static async Task<int> FollowAsync(
        ParseResult parsed,
        Session session,
        RunbookView runbook,
        int question,
        ConsoleOutput output,
        CancellationToken cancellationToken)
    {
        if (!session.InProcess && parsed.GetValue(NoWait))
        {
            output.WriteLine($"{runbook.Kind} {runbook.Id} {runbook.State}");
            output.WriteDocument(runbook);
            return ExitCode.Ok;
        }

        return Tell(
            await RunbookFollower.WaitAsync(session.Api, runbook, question, output, cancellationToken),
            output);
    }

    private static int Tell(RunbookView runbook, ConsoleOutput output)
    {
        RunbookText.Write(output, runbook);
        output.WriteDocument(runbook);
        return runbook switch
        {
            { State: "succeeded" } => ExitCode.Ok,
            { State: "running" } => ExitCode.Incomplete,
            _ => ExitCode.Failed,
        };
    }
}
