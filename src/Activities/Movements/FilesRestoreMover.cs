using System.Runtime.Versioning;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Files.Planning;
using Mesh.Sources.Files.Restore;

namespace Mesh.Activities.Movements;

/// <summary>Plans, writes, finishes and compares ranges of a snapshot at a target.</summary>
public sealed class FilesRestoreMover(VaultOpener vaults) : IRestoreMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        if (message.Cursor.Length == 0 && !message.Overwrite)
        {
            RestoreTarget.RefuseUnlessEmpty(message.Target);
        }

        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var page = await RestorePlanner.NextAsync(
            repository,
            tree,
            RangeText.Cursor(message.Cursor),
            RangeText.Limits(message),
            cancellationToken);
        return MovementResult.Done(message) with
        {
            Page = RangeText.Page(page) with { Snapshot = message.Snapshot },
        };
    }

    public async Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var restored = await FilesRestore.RunAsync(
            repository,
            tree,
            message.Target,
            RangeText.Range(message.Range),
            new FilesRestoreOptions(),
            cancellationToken);
        return Warning(message, restored) with
        {
            Stats = new MovementStats { FilesNew = restored.Files, Bytes = restored.Bytes },
        };
    }

    public async Task<MovementResult> FinishAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var finished = await FilesRestore.FinishAsync(
            repository, tree, message.Target, new FilesRestoreOptions(), cancellationToken);
        return Warning(message, finished) with
        {
            Stats = new MovementStats { FilesNew = finished.Files, Bytes = finished.Bytes },
        };
    }

    public async Task<MovementResult> VerifyAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var seen = await FilesRestore.VerifyAsync(
            repository,
            tree,
            message.Target,
            RangeText.Range(message.Range),
            new FilesRestoreOptions(),
            cancellationToken);
        if (seen.ProblemCount == 0)
        {
            return MovementResult.Done(message);
        }

        var first = string.Join("; ", Texts(seen).Take(3));
        return MovementResult.Failed(
            message,
            $"{message.Target}: {seen.ProblemCount} entries are not as in snapshot {message.Snapshot[..8]}: {first}",
            retryable: false);
    }

    private static MovementResult Warning(MovementMessage message, FilesRestoreResult result) =>
        MovementResult.Done(message) with
    {
        WarningCount = (int)Math.Min(int.MaxValue, result.ProblemCount),
        Warnings = Texts(result),
    };

    private static IReadOnlyList<string> Texts(FilesRestoreResult result) =>
        WarningText.First(result.Problems.Select(problem => $"{problem.Path}: {problem.Reason}"));
}
