using System.Globalization;
using Mesh.Activities.Sites;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Cli.ControlPlane;

/// <summary>What <c>mesh rescue</c> says at its end.</summary>
internal static class RescueReport
{
    /// <summary>Writes the report and gives the exit code.</summary>
    public static int Write(ConsoleOutput output, Warnings warnings, RescuedMesh rescued)
    {
        var open = rescued.Systems
            .Where(each => each.State is SuccessionState.Unreached or SuccessionState.Replaced).ToList();
        var next = $"mesh serve --data {rescued.Data}";
        WriteText(output, rescued);
        foreach (var each in open)
        {
            warnings.Add($"{each.System}: an old Mesh is not kept out of it yet: {each.Told}");
        }

        if (open.Count > 0)
        {
            warnings.Add(
                "keep the old Mesh off; the server goes on asking the voters, and 'mesh alerts' names what "
                + "is open");
        }

        output.WriteLine($"next: {next}");
        output.WriteDocument(new
        {
            rescued.Data,
            rescued.Snapshot,
            rescued.CutAt,
            rescued.AgeSeconds,
            Incarnation = rescued.Incarnation.Id,
            rescued.Incarnation.Replaced,
            Systems = rescued.Systems.Select(each => new
            {
                each.System, State = Words.Of(each.State), each.Site, each.Epoch, each.Catalogued,
                each.Runbook, each.Told,
            }),
            rescued.Runbooks,
            Warnings = warnings.All,
            Next = next,
        });
        return open.Count == 0 ? ExitCode.Ok : ExitCode.Incomplete;
    }

    private static void WriteText(ConsoleOutput output, RescuedMesh rescued)
    {
        if (rescued is { CutAt: { } at, AgeSeconds: { } age })
        {
            output.WriteLine(
                $"restored to {rescued.Data} as it was at {at.ToString("u", CultureInfo.InvariantCulture)}; "
                + $"what happened in the {ProgressText.Duration(TimeSpan.FromSeconds(Math.Max(age, 0)))} "
                + "since is not known to it");
        }

        output.WriteLine(
            $"it is {rescued.Incarnation.Id}, in place of {string.Join(", ", rescued.Incarnation.Replaced)}");
        var table = new TextTable("system", "production", "epoch", "old Mesh", "remark");
        foreach (var each in rescued.Systems)
        {
            table.Add(
                each.System,
                each.Site.Length > 0 ? each.Site : each.Catalogued,
                each.Epoch == 0 ? "" : each.Epoch.ToString(CultureInfo.InvariantCulture),
                each.State switch
                {
                    SuccessionState.Claimed => "kept out",
                    SuccessionState.NotNeeded => "has no say",
                    _ => "NOT kept out",
                },
                each.HasMoved ? $"the voters say {each.Site}, the cut said {each.Catalogued}" : "");
        }

        output.WriteTable(table);
        foreach (var each in rescued.Runbooks)
        {
            output.WriteLine(
                $"under way: {each.Id}, {each.System} from {each.From} to {each.To}, at {each.Step} "
                + $"({each.Title}); it goes on when the server runs");
        }
    }
}
