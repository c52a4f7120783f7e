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

              {decide} --approve{(reaction == Reaction.SiteFailover ? "" : " --cause disaster")} --by NAME
              {decide} --refuse --by NAME
            """;
    }

    public string Only(string what) => $"{Head()}{Environment.NewLine}{what}";

    public string Advice(Reaction reaction) => reaction switch
    {
        Reaction.SiteFailover when look.Mode is null =>
            $"No failover is declared for it. By hand: 'mesh failover {input.System} --dry-run', then without.",
        Reaction.SiteFailover => "The standby site is to take over: 'mesh failover "
            + $"{input.System} --dry-run' prints the steps.",
        Reaction.LocalFailover => "Mesh fails nothing over within a site: bring what has failed back there. If "
            + "that is not possible the standby site can take over: that is a disaster, and has to be said.",
        _ => "Mesh restores nothing by itself: find the last good moment ('mesh points'), look at it ('mesh "
            + "restore COMPONENT --at TIME --to SERVER --dry-run'), then restore it.",
    };

    private string Head() => $"""
        What:  {look.Summary}
        Where: {input.System}
        Since: {Time(input.DownFrom ?? look.OpenedAt)}
        Cause: {Words.Of(look.Cause)}

        """;

    private static string Time(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
