using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Functions.Standings;

namespace Mesh.Cli.Systems;

/// <summary><c>mesh system status</c> and <c>mesh system downtime</c>.</summary>
internal static class StandingCommands
{
    private static readonly Argument<string> Name = new("SYSTEM") { Description = "The system's name" };

    private static readonly Option<string> From = new("--from")
    {
        Description = "When it went down, as in 2026-11-22T20:15:00Z",
        Required = true,
    };

    private static readonly Option<string?> Until = new("--until")
    {
        Description = "When it was back; leave it out while it is not, and enter it again with this then",
    };

    private static readonly Option<string> CauseOf = new("--cause")
    {
        Description = $"What was behind it: {string.Join(", ", Words.All<Cause>())}",
        DefaultValueFactory = _ => Words.Of(Cause.Accident),
    };

    private static readonly Option<bool> Planned = new("--planned")
    {
        Description = "It was announced, and counts against nothing",
    };

    private static readonly Option<string> Note = new("--note")
    {
        Description = "More about it",
        DefaultValueFactory = _ => "",
    };

    public static Command Status()
    {
        var status = new Command(
            "status", "Show how a system stands with what is demanded of it: wanted, predicted and proven")
        {
            Name, DataFolder.Option,
        };
        status.Run(StatusAsync);
        return status;
    }

    public static Command Downtime()
    {
        var downtime = new Command("downtime", "Enter when a system was down")
        {
            Name, From, Until, CauseOf, Planned, Note, DataFolder.Option,
        };
        downtime.Run(DowntimeAsync);
        return downtime;
    }

    private static async Task<int> StatusAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = SystemName.Parse(parsed.GetValue(Name)!);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var standing = await session.Api.GetSystemStatusAsync(name.Value, cancellationToken);
        var table = new TextTable(
            "of", "objective", "wanted", "predicted", "proven", "age of proof", "gap", "met");
        foreach (var each in standing.Objectives)
        {
            table.Add(
                each.Component is null ? name.Value : $"{name}/{each.Component}",
                each.Objective.ToUpperInvariant(),
                Time(each.WantedSeconds, "none"),
                Time(each.PredictedSeconds, "unknown"),
                Time(each.ProvenSeconds, "not yet"),
                Time(each.ProofAgeSeconds, ""),
                Time(each.GapSeconds, ""),
                each switch
                {
                    { WantedSeconds: null } => "",
                    { Met: true } => "yes",
                    { Met: false } => "no",
                    _ => "not shown",
                });
        }

        output.WriteTable(table);
        output.WriteLine(Year(standing));
        if (standing.Verdict is { } verdict)
        {
            output.WriteLine($"{name} {verdict}");
        }

        output.WriteDocument(standing);
        return ExitCode.Ok;
    }

    private static async Task<int> DowntimeAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var name = SystemName.Parse(parsed.GetValue(Name)!);
        var request = new DowntimeRequest(
            Instant("--from", parsed.GetValue(From)!), parsed.GetValue(CauseOf)!)
        {
            Until = parsed.GetValue(Until) is { } until ? Instant("--until", until) : null,
            Planned = parsed.GetValue(Planned),
            Note = parsed.GetValue(Note)!,
        };
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var standing = await session.Api.EnterDowntimeAsync(name.Value, request, cancellationToken);
        output.WriteLine(Year(standing));
        output.WriteDocument(standing);
        return ExitCode.Ok;
    }

    private static string Year(StandingView standing)
    {
        var allowed = standing.AllowedDowntimeSeconds is { } seconds
            ? $" of {Durations.Format(TimeSpan.FromSeconds(seconds))} allowed" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Down without a plan in {standing.Year}: {Time(standing.UnplannedDowntimeSeconds, "")}{allowed}; "
            + $"{standing.AvailabilityPercent:0.####} % available until now");
    }

    private static DateTimeOffset Instant(string option, string text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new MeshException(
                "bad-time", option, $"'{text}' is not a time", "write it as in 2026-11-22T20:15:00Z",
                ExitCode.BadInput);

    private static string Time(double? seconds, string none) => seconds switch
    {
        null => none,
        < 1 and > 0 => "under 1s",
        _ => Durations.Format(TimeSpan.FromSeconds(Math.Round(seconds.Value))),
    };
}
