using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sources.Progress;
using Mesh.Vault.Checking;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault check</c></summary>
internal static class CheckCommand
{
    private static readonly Option<bool> ReadData = new("--read-data")
    {
        Description = "Read every pack and verify every blob, not just the structure",
    };

    public static Command Create()
    {
        var command =
            new Command("check", "Look for damage in the repository") { ReadData, VaultOptions.NoLock };
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: !parsed.GetValue(VaultOptions.NoLock), readsAhead: true, stop);
        var latest = new Latest();
        await using var display = output.ShowProgress("check", latest.Read);
        var options = new CheckOptions { ReadData = parsed.GetValue(ReadData), Progress = latest };
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

    // Read by the display, written by the check.
    private sealed class Latest : IProgress<CheckProgress>
    {
        private CheckProgress _progress;

        public void Report(CheckProgress value)
        {
            lock (this)
            {
                _progress = value;
            }
        }

        public TransferReading Read()
        {
            lock (this)
            {
                return new TransferReading(0, null, _progress.Done, _progress.Total, _progress.Phase);
            }
        }
    }
}
