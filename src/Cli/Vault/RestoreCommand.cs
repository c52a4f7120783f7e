using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Files.Restore;
using Mesh.Sources.Progress;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault restore</c></summary>
internal static class RestoreCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Argument<string> Reference = new("snapshot")
    {
        Description = "'latest' or the beginning of an id; with :/DIR only what is in that directory",
    };

    private static readonly Option<string> Target = new("--target", "-t")
    {
        Description = "The directory to restore to; made if missing",
        Required = true,
    };

    private static readonly Option<string[]> Include = new("--include", "-i")
    {
        Description = "Restore only what matches the pattern (can be repeated)",
    };

    private static readonly Option<string[]> Exclude = new("--exclude", "-e")
    {
        Description = "Leave out what matches the pattern (can be repeated)",
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Read back what was restored and compare it with the snapshot",
    };

    public static Command Create()
    {
        var command = new Command("restore", "Restore a snapshot")
        {
            Reference, Target, Include, Exclude, Verify, VaultOptions.NoLock,
        };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        var progress = new TransferProgress();
        var options = new FilesRestoreOptions
        {
            Includes = parsed.GetValue(Include) ?? [],
            Excludes = parsed.GetValue(Exclude) ?? [],
            Progress = progress,
            OnProblem = problem => output.Warn($"{problem.Path}: {problem.Reason}"),
        };
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: !parsed.GetValue(VaultOptions.NoLock), readsAhead: true, stop);
        return await session.RunAsync(async cancel =>
        {
            var repository = session.Repository;
            await repository.LoadIndexAsync(null, cancel);
            var (snapshot, tree) = await FindAsync(repository, parsed, cancel);
            if (snapshot.Summary is { } summary && options.Includes.Count + options.Excludes.Count == 0)
            {
                progress.SetTotals(summary.TotalBytesProcessed, summary.TotalFilesProcessed);
            }

            var started = TimeProvider.System.GetTimestamp();
            var target = parsed.GetRequiredValue(Target);
            var (restored, verified) = await RestoreAsync(
                repository, tree, target, parsed.GetValue(Verify), options, output, cancel);
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            return Report(output, snapshot, target, restored, verified, elapsed);
        });
    }

    private static async Task<(Snapshot Snapshot, BlobId Tree)> FindAsync(
        Repository repository, ParseResult parsed, CancellationToken stop)
    {
        var reference = parsed.GetRequiredValue(Reference).Split(':', 2);
        var snapshot = await repository.Snapshots.FindAsync(reference[0], Filter.Read(parsed), stop);
        var folder = reference.Length > 1 ? reference[1] : "/";
        return (snapshot, await TreePath.FindDirectoryAsync(repository, snapshot.Tree, folder, stop));
    }

    private static async Task<(FilesRestoreResult Restored, FilesRestoreResult? Verified)> RestoreAsync(
        Repository repository,
        BlobId tree,
        string target,
        bool verify,
        FilesRestoreOptions options,
        ConsoleOutput output,
        CancellationToken stop)
    {
        await using var display = output.ShowProgress("restore", options.Progress!.Read);
        var walked = await FilesRestore.RunAsync(repository, tree, target, TreeRange.Whole, options, stop);
        var finished = await FilesRestore.FinishAsync(repository, tree, target, options, stop);
        var restored = new FilesRestoreResult(
            walked.Files + finished.Files,
            walked.Others + finished.Others,
            walked.Bytes + finished.Bytes,
            walked.ProblemCount + finished.ProblemCount,
            [.. walked.Problems, .. finished.Problems]);
        var verified = verify && restored.ProblemCount == 0
            ? await FilesRestore.VerifyAsync(
                repository, tree, target, TreeRange.Whole, options with { Progress = null }, stop)
            : null;
        return (restored, verified);
    }

    private static int Report(
        ConsoleOutput output,
        Snapshot snapshot,
        string target,
        FilesRestoreResult restored,
        FilesRestoreResult? verified,
        TimeSpan elapsed)
    {
        var problems = restored.Problems.Concat(verified?.Problems ?? []).ToList();
        var count = restored.ProblemCount + (verified?.ProblemCount ?? 0);
        output.WriteLine(
            $"restored {ProgressText.Count(restored.Files)} files, {ProgressText.Bytes(restored.Bytes)}, "
            + $"of snapshot {snapshot.Id.ToShortString()} to {target} in {ProgressText.Duration(elapsed)}");
        if (verified is { ProblemCount: 0 })
        {
            output.WriteLine($"verified {ProgressText.Count(verified.Files)} files");
        }

        if (count > 0)
        {
            output.Warn($"mesh: {count} problems; what is named above is not restored as it was");
        }

        output.WriteDocument(new
        {
            Snapshot = snapshot.Id.ToString(),
            Target = target,
            restored.Files,
            restored.Others,
            restored.Bytes,
            Verified = verified is { ProblemCount: 0 },
            elapsed.TotalSeconds,
            ProblemCount = count,
            Problems = problems,
        });
        return count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
