using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.ControlPlane;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Functions.Alerts;
using Mesh.Functions.Systems;

namespace Mesh.Cli.Status;

/// <summary><c>mesh status</c> and <c>mesh alerts</c>.</summary>
public static class StatusCommands
{
    private static readonly Argument<string?> Of = new("SYSTEM")
    {
        Description = "Which system; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> All = new("--all")
    {
        Description = "Those that are over too",
    };

    private static readonly Argument<string> Id = new("ID") { Description = "The alert or incident" };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var status = new Command(
            "status",
            "Show what is held of each component, whether it is proven, and how long a restore would take")
        {
            Of, DataFolder.Option,
        };
        status.Run(StatusAsync);
        var alerts = new Command("alerts", "List what somebody has to see to, the newest first")
        {
            All, DataFolder.Option,
        };
        alerts.Run(AlertsAsync);
        var acknowledge = new Command(
            "ack", "Say that you see to an alert or incident, so that nobody else is called")
        {
            Id, By.Option, DataFolder.Option,
        };
        acknowledge.Run(AcknowledgeAsync);
        alerts.Add(acknowledge);
        root.Add(status);
        root.Add(alerts);
    }

    private static async Task<int> StatusAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var of = parsed.GetValue(Of) is { } name ? SystemName.Parse(name) : null;
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        if (of is not null)
        {
            await session.Api.GetSystemAsync(of.Value, cancellationToken);
        }

        var systems = (await session.Api.ListSystemsAsync(cancellationToken)).Items
            .Where(system => of is null || system.Name == of.Value).ToList();
        var table = new TextTable(
            "component", "taken", "verified", "proven", "age of proof", "RPO", "predicted RTO");
        foreach (var system in systems)
        {
            foreach (var component in system.Components)
            {
                table.Add(
                    $"{system.Name}/{component.Component}",
                    Time(component.TakenAt),
                    Time(component.VerifiedAt),
                    component.ProvenAt is null ? "no" : Time(component.ProvenAt),
                    Duration(component.ProofAgeSeconds),
                    Rpo(component),
                    Rto(component.PredictedRto));
            }
        }

        output.WriteTable(table);
        var control = await session.Api.GetControlPlaneAsync(cancellationToken);
        output.WriteLine(ControlPlaneText.Of(control));
        output.WriteDocument(new { items = systems, controlPlane = control });
        return ExitCode.Ok;
    }

    private static async Task<int> AlertsAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var query = $"?limit=500&all={(parsed.GetValue(All) ? "true" : "false")}";
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var alerts = await session.Api.ListAlertsAsync(query, cancellationToken);
        var table = new TextTable(
            "id", "severity", "component", "alert", "since", "times", "over", "seen to by", "what");
        foreach (var alert in alerts.Items)
        {
            table.Add(
                alert.Id,
                alert.Severity,
                $"{alert.System}/{alert.Component}",
                alert.Subject.Length > 0 ? $"{alert.Code} ({alert.Subject})" : alert.Code,
                Time(alert.RaisedAt),
                ProgressText.Count(alert.Times),
                Time(alert.ClearedAt),
                alert.AcknowledgedBy ?? "",
                string.Join("; ", alert.Untold.Prepend(alert.Message)));
        }

        output.WriteTable(table);
        output.WriteDocument(alerts);
        return ExitCode.Ok;
    }

    private static async Task<int> AcknowledgeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var id = parsed.GetValue(Id)!;
        var seen = await session.Api.AcknowledgeAlertAsync(
            id, new AcknowledgementRequest(parsed.GetValue(By.Option)), cancellationToken);
        output.WriteLine($"{seen.By} sees to {id}");
        output.WriteDocument(seen);
        return ExitCode.Ok;
    }

    private static string Rpo(ComponentSummary component) =>
        Duration(component.RpoSeconds) + (component.MeetsObjective == false ? " (too old)" : "");

    private static string Rto(RtoView? rto) => rto is null
        ? ""
        : $"{Duration(rto.ExpectedSeconds)} ({Duration(rto.LowSeconds)} to {Duration(rto.HighSeconds)})";

    private static string Time(DateTimeOffset? time) =>
        time?.ToString("u", CultureInfo.InvariantCulture) ?? "";

    private static string Duration(double? seconds) =>
        seconds is { } known ? ProgressText.Duration(TimeSpan.FromSeconds(known)) : "";
}
