using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;

namespace Mesh.Cli.Incidents;

/// <summary><c>mesh incidents</c>: what sources of alerts have told.</summary>
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
