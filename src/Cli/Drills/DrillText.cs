using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Spelling;
using Mesh.Functions.Drills;

namespace Mesh.Cli.Drills;

/// <summary>Drills as people read them.</summary>
internal static class DrillText
{
    public static void Write(ConsoleOutput output, DrillPlanView plan)
    {
        output.WriteLine($"a drill of {plan.System}; nothing is done");
        var table = new TextTable("step", "phase", "what the failover does", "drilled", "how, or why not");
        foreach (var step in plan.Steps)
        {
            table.Add(step.Id, Words.Of(step.Phase), step.Title, Words.Of(step.Treatment), step.Why);
        }

        output.WriteTable(table);
        foreach (var point in plan.Points)
        {
            output.WriteLine($"{point.Component}: {point.Point}, its state of {Time(point.ConsistentAt)}");
        }
    }

    public static void Write(ConsoleOutput output, DrillView drill)
    {
        output.WriteLine($"drill {drill.Id}: {drill.State}");
        if (drill.Reason.Length > 0)
        {
            output.WriteLine(drill.Reason);
        }

        if (drill.Status is { Asks: true })
        {
            output.WriteLine($"it waits for an approver: mesh drill approve {drill.Id} --by NAME");
        }
        else if (drill.Status is { } status)
        {
            output.WriteLine($"at {status.Phase}, {status.StepsDone} of {status.StepsTotal} steps are done");
        }

        if (drill.Figures is { RtoSeconds: not null } figures)
        {
            var rest = figures.IsComplete ? "" : "; not all was drilled";
            output.WriteLine($"RTO {Seconds(figures.RtoSeconds)}, RPO {Seconds(figures.RpoSeconds)}{rest}");
        }

        if (drill.IsOver())
        {
            output.WriteLine($"evidence: mesh drill export {drill.Id} --out FILE");
        }
    }

    public static TextTable Table(IReadOnlyList<DrillDueView> calendar, DateTimeOffset now)
    {
        var table = new TextTable("system", "last", "outcome", "RTO", "RPO", "age of proof", "next due", "");
        foreach (var each in calendar)
        {
            table.Add(
                each.System,
                each.Last is null ? "never" : Time(each.Last.RequestedAt),
                each.Last?.State ?? "",
                each.Last?.Figures?.RtoSeconds is { } rto ? Seconds(rto) : "",
                each.Last?.Figures?.RpoSeconds is { } rpo ? Seconds(rpo) : "",
                each.ProofAgeSeconds is { } age
                    ? ProgressText.Duration(TimeSpan.FromSeconds(age))
                    : "no proof",
                each.Due is { } due ? Time(due) : "not declared",
                each.Overdue ? "OVERDUE" : each.Due <= now ? "due" : "");
        }

        return table;
    }

    private static string Time(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    private static string Seconds(double? seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} s");
}
