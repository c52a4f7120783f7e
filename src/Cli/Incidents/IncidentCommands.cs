using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Functions.Incidents;

namespace Mesh.Cli.Incidents;

/// <summary><c>mesh incidents</c> and <c>mesh incident</c>: what is wrong, and who decides.</summary>
public static class IncidentCommands
{
    private static readonly Argument<string?> Of = new("SYSTEM")
    {
        Description = "Whose incidents; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> All = new("--all")
    {
        Description = "Those that are over too",
    };

    private static readonly Argument<string> Id = new("ID") { Description = "The incident" };

    private static readonly Option<bool> Approve = new("--approve")
    {
        Description = "What is asked may be done",
    };

    private static readonly Option<bool> Refuse = new("--refuse")
    {
        Description = "Nothing is to be done by itself",
    };

    private static readonly Option<string?> Cause = new("--cause")
    {
        Description = "anomaly, accident or disaster: what is behind it, where that is not what was told",
    };

    internal static readonly Option<int?> Question = new("--question")
    {
        Description = "The number of the question that is answered; else the one that is open now",
    };

    private static readonly Option<string?> Plan = new("--plan")
    {
        Description = "The plan that you have read, as 'mesh failover SYSTEM --dry-run' names it; another is "
            + "not approved",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var incidents = new Command(
            "incidents", "List what is wrong with systems, as sources of alerts have told, the newest first")
        {
            Of, All, DataFolder.Option,
        };
        incidents.Run(ListAsync);
        root.Add(incidents);
        var show = new Command("show", "Show an incident: what to do, what it asks of whom, its report")
        {
            Id, DataFolder.Option,
        };
        show.Run(ShowAsync);
        var decide = new Command("decide", "Decide about what an incident asks")
        {
            Id, Approve, Refuse, By.Option, Cause, Question, Plan, DataFolder.Option,
        };
        decide.Run(DecideAsync);
        root.Add(new Command("incident", "One incident") { show, decide });
    }

    private static async Task<int> ShowAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        Tell(await session.Api.GetIncidentAsync(parsed.GetValue(Id)!, cancellationToken), output);
        return ExitCode.Ok;
    }

    private static async Task<int> DecideAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var (id, approve) = (parsed.GetValue(Id)!, parsed.GetValue(Approve));
        if (approve == parsed.GetValue(Refuse))
        {
            throw new MeshException(
                "bad-arguments", "mesh incident decide", "one of --approve and --refuse is needed",
                "write the one that you mean", ExitCode.BadInput);
        }

        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        return await DecideAsync(
            session,
            id,
            new IncidentDecisionRequest(
                parsed.GetValue(Question) ?? 0,
                approve,
                parsed.GetValue(By.Option),
                parsed.GetValue(Cause),
                parsed.GetValue(Plan)),
            output,
            cancellationToken);
    }

    /// <summary>Decides, and shows what the incident does then. Question 0 is the one that is open.</summary>
    internal static async Task<int> DecideAsync(
        Session session,
        string id,
        IncidentDecisionRequest decision,
        ConsoleOutput output,
        CancellationToken cancellationToken)
    {
        var question = decision.Question > 0
            ? decision.Question
            : (await session.Api.GetIncidentAsync(id, cancellationToken)).Question;
        Tell(
            await session.Api.DecideIncidentAsync(
                id, decision with { Question = question }, cancellationToken),
            output);
        return ExitCode.Ok;
    }

    private static void Tell(IncidentDetail detail, ConsoleOutput output)
    {
        output.WriteLine($"{detail.Incident.Id}  {detail.Incident.State}  {detail.Stage}");
        output.WriteLine(detail.Advice);
        if (detail.Report is { } report)
        {
            var table = new TextTable("when", "what");
            foreach (var happened in report.Events)
            {
                table.Add(happened.At.ToString("u", CultureInfo.InvariantCulture), happened.Told);
            }

            output.WriteTable(table);
        }

        output.WriteDocument(detail);
    }

    private static async Task<int> ListAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var of = parsed.GetValue(Of) is { } name ? SystemName.Parse(name) : null;
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        if (of is not null)
        {
            await session.Api.GetSystemAsync(of.Value, cancellationToken);
        }

        var query = $"?limit=500&all={(parsed.GetValue(All) ? "true" : "false")}"
            + (of is null ? "" : $"&system={of}");
        var incidents = await session.Api.ListIncidentsAsync(query, cancellationToken);
        var table = new TextTable(
            "incident", "system", "state", "cause", "first seen", "last seen", "times", "source", "what");
        foreach (var incident in incidents.Items)
        {
            table.Add(
                incident.Id,
                incident.System,
                incident.State,
                incident.Cause,
                incident.FirstSeenAt.ToString("u", CultureInfo.InvariantCulture),
                incident.LastSeenAt.ToString("u", CultureInfo.InvariantCulture),
                ProgressText.Count(incident.Times),
                incident.Source,
                incident.Summary);
        }

        output.WriteTable(table);
        output.WriteDocument(incidents);
        return ExitCode.Ok;
    }
}
