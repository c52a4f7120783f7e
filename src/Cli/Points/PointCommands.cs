using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;

namespace Mesh.Cli.Points;

/// <summary><c>mesh points</c>.</summary>
public static class PointCommands
{
    private static readonly Argument<string?> Of = new("SYSTEM[/COMPONENT]")
    {
        Description = "Whose points; else all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Restorable = new("--restorable")
    {
        Description = "Only points that were verified and are kept",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var points = new Command("points", "List recovery points, the newest first")
        {
            Of, Restorable, DataFolder.Option,
        };
        points.Run(RunAsync);
        root.Add(points);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var query = $"?limit=500&restorable={(parsed.GetValue(Restorable) ? "true" : "false")}"
            + Scope(parsed.GetValue(Of));
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var points = await session.Api.ListPointsAsync(query, cancellationToken);
        var table =
            new TextTable("point", "component", "state", "of the time", "mode", "files", "bytes", "snapshot");
        foreach (var point in points.Items)
        {
            table.Add(
                point.Id,
                $"{point.System}/{point.Component}",
                point.State,
                point.ConsistentAt.ToString("u", CultureInfo.InvariantCulture),
                point.Mode,
                ProgressText.Count(point.Files),
                ProgressText.Bytes(point.Bytes),
                point.Snapshot?[..8] ?? "");
        }

        output.WriteTable(table);
        output.WriteDocument(points);
        return ExitCode.Ok;
    }

    private static string Scope(string? of)
    {
        if (of is null)
        {
            return "";
        }

        if (!of.Contains('/', StringComparison.Ordinal))
        {
            return $"&system={SystemName.Parse(of)}";
        }

        var address = ComponentAddress.Parse(of);
        return $"&system={address.System}&component={address.Component}";
    }
}
