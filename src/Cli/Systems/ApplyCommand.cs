using System.CommandLine;
using Mesh.Catalog.Manifests;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Systems;

/// <summary>
/// <c>mesh system apply FILE</c>: shows the difference, then makes the manifest the one that holds.
/// </summary>
internal static class ApplyCommand
{
    private static readonly Argument<string> Manifest =
        new("FILE") { Description = "The system's manifest, YAML" };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only show what would change",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Apply without asking" };

    public static Command Create()
    {
        var apply =
            new Command(
                "apply", "Declare a system, or change it") { Manifest, DryRun, Yes, DataFolder.Option };
        apply.Run(RunAsync);
        return apply;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(Manifest)!;
        var definition = await SystemManifest.ReadFileAsync(file, cancellationToken);
        var text = await File.ReadAllTextAsync(file, cancellationToken);
        await using var session = await Session.OpenAsync(parsed, cancellationToken);
        var plan = await session.Api.PutSystemAsync(
            definition.Name.Value, text, file, dryRun: true, null, cancellationToken);
        output.WriteLine(plan.Text.TrimEnd());
        if (parsed.GetValue(DryRun) || !plan.Changed)
        {
            output.WriteDocument(plan);
            return ExitCode.Ok;
        }

        Consent.Require(parsed.GetValue(Yes), "Apply this?", output);
        var applied = await session.Api.PutSystemAsync(
            definition.Name.Value, text, file, dryRun: false, plan.Revision, cancellationToken);
        output.WriteLine($"{definition.Name} is at revision {applied.Revision}");
        output.WriteDocument(applied);
        return ExitCode.Ok;
    }
}
