using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault.Checking;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault check</c></summary>
internal static class CheckCommand
{
    private static readonly Option<bool> ReadData = new("--read-data")
    {
        Description = "Read every pack and verify every blob, not just the structure",
    };

    private static readonly Option<string?> Subset = new("--read-data-subset")
    {
        Description = "As --read-data, but of some packs: n/t, the n-th of t parts (3/30), or a share (2.5%)",
    };

    public static Command Create()
    {
        var command = new Command("check", "Look for damage in the repository")
        {
            ReadData, Subset, VaultOptions.NoLock,
        };
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        if (parsed.GetValue(ReadData) && parsed.GetValue(Subset) is not null)
        {
            throw new MeshException("bad-options", "--read-data-subset", "--read-data reads all packs already",
                "give one of the two", ExitCode.BadInput);
        }

        var subset = parsed.GetValue(Subset) is { } text ? PackSubset.Parse(text) : null;
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: !parsed.GetValue(VaultOptions.NoLock), readsAhead: true, stop);
        var latest = new LatestProgress();
        await using var display = output.ShowProgress("check", latest.Read);
        var options = new CheckOptions
        {
            ReadData = parsed.GetValue(ReadData) || subset is not null, Subset = subset, Progress = latest,
        };
        var result =
            await session.RunAsync(cancel => Checker.CheckAsync(session.Repository, options, cancel));
        await display.DisposeAsync();
        foreach (var finding in result.Findings)
        {
            output.Warn(
                $"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Subject}: {finding.Message}");
        }

        output.WriteLine(
            $"{result.Snapshots} snapshots, {result.Packs} packs, {ProgressText.Bytes(result.BytesRead)} read: "
            + (result.IsSound ? "no errors were found" : $"{result.Errors} errors"));
        output.WriteDocument(new
        {
            Sound = result.IsSound,
            result.Errors,
            result.Snapshots,
            result.Packs,
            result.BytesRead,
            result.Findings,
        });
        return result.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }
}
