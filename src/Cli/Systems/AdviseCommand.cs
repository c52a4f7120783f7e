using System.CommandLine;
using System.Globalization;
using Mesh.Catalog.Manifests;
using Mesh.Cli.Output;
using Mesh.Domain.Advice;
using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;

namespace Mesh.Cli.Systems;

/// <summary>
/// <c>mesh system advise FILE</c>: the cheapest standby that meets the objectives, and why cheaper ones do
/// not. Asks no server.
/// </summary>
internal static class AdviseCommand
{
    private static readonly Argument<string> Manifest =
        new("FILE") { Description = "The system's manifest with objectives, standby sites and prices" };

    public static Command Create()
    {
        var advise = new Command(
            "advise", "Name the cheapest standby that meets the objectives, and why cheaper ones do not")
        {
            Manifest,
        };
        advise.Run(RunAsync);
        return advise;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var system =
            await SystemManifest.ReadDraftFileAsync(parsed.GetValue(Manifest)!, cancellationToken);
        var advice = StandbyAdvice.For(system);
        var currency = system.Prices!.Currency;
        var table = new TextTable(
            "class", "site", "outlives", "RTO", "RPO", $"{currency} a month", "meets");
        foreach (var option in advice.Options)
        {
            table.Add(
                Class(option),
                option.Site.Value,
                option.Outlives is { } scope ? $"a {Words.Of(scope)}" : "",
                Time(option.Rto, ""),
                option.Class == Domain.Standbys.StandbyClass.Active ? "" : Time(option.Rpo, "without bound"),
                Money(option.Cost.Total),
                option == advice.Chosen ? "cheapest" : option.Meets ? "yes" : "no");
        }

        output.WriteTable(table);
        foreach (var option in advice.Options.TakeWhile(option => option != advice.Chosen))
        {
            output.WriteLine($"{Class(option)} at {option.Site} does not do:");
            foreach (var problem in option.Against)
            {
                output.WriteLine($"  {problem.Field}: {problem.Cause}");
            }
        }

        output.WriteLine(advice.Chosen is { } chosen
            ? $"{Class(chosen)} at {chosen.Site} is the cheapest that meets the objectives: "
                + $"{Money(chosen.Cost.Total)} {currency} a month"
            : "None of these meets the objectives");
        output.WriteDocument(new
        {
            system = system.Name.Value,
            currency,
            chosen = advice.Chosen is null ? null : Document(advice.Chosen),
            options = advice.Options.Select(Document),
        });
        return advice.Chosen is null ? ExitCode.Failed : ExitCode.Ok;
    }

    private static object Document(StandbyOption option) => new
    {
        @class = Words.Of(option.Class),
        losesNothing = option.LosesNothing,
        site = option.Site.Value,
        outlives = option.Outlives is { } scope ? Words.Of(scope) : null,
        rtoSeconds = option.Rto?.TotalSeconds,
        rpoSeconds = option.Rpo?.TotalSeconds,
        monthly = new { option.Cost.Hosts, option.Cost.Storage, option.Cost.Transfer, option.Cost.Total },
        meets = option.Meets,
        against = option.Against,
    };

    private static string Class(StandbyOption option) =>
        Words.Of(option.Class)
        + (option is { Class: Domain.Standbys.StandbyClass.Hot, LosesNothing: true }
            ? ", semi-sync, block" : "");

    private static string Time(TimeSpan? time, string none) =>
        time is { } known ? Durations.Format(known) : none;

    private static string Money(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
}
