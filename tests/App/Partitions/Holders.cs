using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Functions.Runbooks;

namespace Mesh.Tests.App.Partitions;

/// <summary>Which site each epoch was won for.</summary>
internal static partial class Holders
{
    /// <summary>The epochs of runbooks and their sites, in the order in which they were won.</summary>
    /// <param name="runbooks">In the order in which they were begun.</param>
    public static IReadOnlyList<(long Epoch, string Site)> Of(IEnumerable<RunbookView> runbooks) =>
    [
        .. from runbook in runbooks
           from step in runbook.Steps
           let won = Won().Match(step.Told)
           where step.Done && won.Success
           select (
               long.Parse(won.Groups[1].Value, CultureInfo.InvariantCulture),
               step.Id == "epoch" ? runbook.To : runbook.From),
    ];

    [GeneratedRegex(@"^epoch (\d+)$")]
    private static partial Regex Won();
}
