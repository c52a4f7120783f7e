using System.Globalization;
using Mesh.Domain.Incidents;
using Mesh.Domain.Spelling;

namespace Mesh.Orchestrations.Incidents;

/// <summary>What people are told: what, where, since when, what to do and the command to type.</summary>
internal sealed class IncidentText(IncidentInput input, IncidentLook look)
{
    public string Subject(string what) => $"[{input.System}] {what}: {look.Summary}";

    public string Question(int number, Reaction reaction, IEnumerable<string> deciders, DateTime? deadline)
    {
        var decide = $"mesh incident decide {input.IncidentId} --question {number}";
        var until = deadline is { } end ? $" until {Time(new DateTimeOffset(end, TimeSpan.Zero))}" : "";
        return $"""
            {Head()}
            {Advice(reaction)}
            Who may decide{until}: {string.Join(", ", deciders)}. Without an answer nothing is done.

            {string.Join(Environment.NewLine, Choices(reaction).Select(each => $"  {decide} {each} --by NAME"))}
            """;
    }

    private static IEnumerable<string> Choices(Reaction reaction) => reaction switch
    {
        Reaction.SiteFailover => ["--approve", "--refuse"],
        Reaction.LocalFailover => ["--approve", "--approve --cause disaster", "--refuse"],
        _ => ["--approve --cause disaster", "--refuse"],
    };

    public string Only(string what) => $"{Head()}{Environment.NewLine}{what}";

    public string Advice(Reaction reaction) => reaction switch
    {
        Reaction.SiteFailover when look.Mode is null =>
            $"No failover is declared for it. By hand: 'mesh failover {input.System} --dry-run', then without.",
        Reaction.SiteFailover => "The standby site is to take over: 'mesh failover "
            + $"{input.System} --dry-run' prints the steps.",
        Reaction.LocalFailover => "Production's own site is to start again what has failed there, and nothing "
            + $"moves: 'mesh failover {input.System} --local --dry-run' prints the steps. If that does not help "
            + "the standby site can take over: that is a disaster, and has to be said."
            + (look.Approvers.Count + look.EscalateTo.Count > 0 ? "" : " By hand: without '--dry-run'."),
        _ => "Data is to be restored, and you say which, to when and where to: find the last good moment ('mesh "
            + $"points {input.System}'), look at it ('mesh restore {input.System}/COMPONENT --at TIME --to SERVER "
            + "--dry-run'), then have it done"
            + (look.Approvers.Count + look.EscalateTo.Count > 0
                ? $": the same with '--incident {input.IncidentId}' for '--dry-run'."
                : ": the same without '--dry-run'."),
    };

    private string Head() => $"""
        What:  {look.Summary}
        Where: {input.System}
        Since: {Time(input.DownFrom ?? look.OpenedAt)}
        Cause: {Words.Of(look.Cause)}

        """;

    private static string Time(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
