using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Functions.Runs;

namespace Mesh.Cli.Runs;

/// <summary>Shows what a restore would do.</summary>
internal static class RestorePlanText
{
    public static TextTable Table(RestorePlanView plan)
    {
        var table = new TextTable("what", "value")
            .Add("target", plan.Target)
            .Add("point", $"{plan.Point}, of {Time(plan.PointTime)}");
        if (plan.PointPosition.Length > 0)
        {
            table.Add("point's position", plan.PointPosition);
        }

        if (plan.Log is { } log)
        {
            table
                .Add("log", $"{log.Stream}, {ProgressText.Bytes(log.Bytes)}")
                .Add("cut at", log.Position)
                .Add("last transaction", $"{log.Gtids}{At(log.LastCommittedAt)}")
                .Add("first left out", log.FirstLeftOut is null
                    ? "none: the log ends there" : $"{log.FirstLeftOut}{At(log.FirstLeftOutAt)}");
        }

        if (plan.Databases.Count > 0)
        {
            table.Add("databases", string.Join(", ", plan.Databases));
        }

        if (plan.Tables.Count > 0)
        {
            table.Add("tables", string.Join(", ", plan.Tables));
        }

        return table
            .Add("goes", plan.Aside
                ? "aside: to a scratch server of the site, then what is wanted to the target" : "to the target")
            .Add("to load", $"{ProgressText.Count(plan.Files)} files, {ProgressText.Bytes(plan.Bytes)}")
            .Add("there already", plan.Existing.Count == 0 ? "nothing" : string.Join(", ", plan.Existing))
            .Add("--overwrite", plan.NeedsOverwrite ? "is needed" : "is not needed, or is given")
            .Add("time without the log", plan.EstimateSeconds is { } seconds
                ? $"about {ProgressText.Duration(TimeSpan.FromSeconds(seconds))}, by {plan.EstimatedFrom} earlier runs"
                : "unknown: no earlier run");
    }

    private static string At(DateTimeOffset? time) => time is { } at ? $", committed {Time(at)}" : "";

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
