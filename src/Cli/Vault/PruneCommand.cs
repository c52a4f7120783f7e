using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Vault.Pruning;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault prune</c></summary>
internal static class PruneCommand
{
    private static readonly PruneFields Fields = new();

    private static readonly Option<bool> DryRun = new("--dry-run", "-n")
    {
        Description = "Say what would be done, and change nothing",
    };

    public static Command Create()
    {
        var command = new Command("prune", "Remove what no snapshot needs") { DryRun };
        Fields.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        var dryRun = parsed.GetValue(DryRun);
        var options = Fields.Read(parsed);

        // A plan is made under a shared lock; a prune takes its own.
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: dryRun, readsAhead: dryRun, stop);
        var plan = await RunAsync(session, options, dryRun, output);
        Write(plan, dryRun, output);
        output.WriteDocument(plan);
        return ExitCode.Ok;
    }

    /// <summary>Prunes, or plans it, and shows how far it is.</summary>
    public static async Task<PrunePlan> RunAsync(
        RepositorySession session, PruneOptions options, bool dryRun, ConsoleOutput output)
    {
        var latest = new LatestProgress();
        await using var display = output.ShowProgress("prune", latest.Read);
        var shown = options with { Progress = latest };
        return await session.RunAsync(cancel => dryRun
            ? Pruner.PlanAsync(session.Repository, shown, cancel)
            : Pruner.PruneAsync(session.Repository, shown, cancel));
    }

    /// <summary>What was done, or would be, for people.</summary>
    public static void Write(PrunePlan plan, bool dryRun, ConsoleOutput output)
    {
        var table = new TextTable("", "blobs", "bytes");
        table.Add("needed", $"{plan.UsedBlobs}", ProgressText.Bytes(plan.UsedBytes));
        table.Add("not needed", $"{plan.UnusedBlobs}", ProgressText.Bytes(plan.UnusedBytes));
        table.Add("in packs of no index", "", ProgressText.Bytes(plan.OrphanBytes));
        output.WriteTable(table);
        output.WriteLine(
            $"{plan.PacksKept} packs stay, {plan.PacksRepacked} are written anew "
            + $"({ProgressText.Bytes(plan.RepackBytes)}), {plan.PacksUnused + plan.Orphans} removed; "
            + $"{ProgressText.Bytes(plan.FreedBytes)} {(dryRun ? "would be freed" : "freed")}");
    }

    /// <summary>The options of whoever prunes; each verb has its own, since options know their
    /// command.</summary>
    internal sealed class PruneFields
    {
        private readonly Option<string?> _maxUnused = new("--max-unused")
        {
            Description = "What may stay that nobody needs: 5% of the rest (usual), bytes as 500M, or unlimited",
        };

        private readonly Option<bool> _repackSmall = new("--repack-small")
        {
            Description = "Merge small packs too",
        };

        private readonly Option<string?> _retryLock = new("--retry-lock")
        {
            Description = "How long to wait for others who work in the repository, as in 10m",
        };

        public void AddTo(Command command)
        {
            command.Add(_maxUnused);
            command.Add(_repackSmall);
            command.Add(_retryLock);
        }

        public PruneOptions Read(ParseResult parsed) => new()
        {
            MaxUnused = parsed.GetValue(_maxUnused) is { } limit
                ? UnusedLimit.Read(limit).OrThrow("bad-arguments", "--max-unused")
                : UnusedLimit.Usual,
            RepackSmall = parsed.GetValue(_repackSmall),
            LockWait = parsed.GetValue(_retryLock) is { } wait
                ? Durations.Read(wait).OrThrow("bad-arguments", "--retry-lock")
                : TimeSpan.Zero,
        };
    }
}
