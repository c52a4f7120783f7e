using System.Runtime.Versioning;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Files;
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
            RefuseUnlessEmpty(message);
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
            Options(message),
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
            repository, tree, message.Target, Options(message), cancellationToken);
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
            Options(message),
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

    // What stands below the target for others is none of it where only these paths are to be mirrored.
    private static void RefuseUnlessEmpty(MovementMessage message)
    {
        IEnumerable<string> places = message.Paths.Count == 0
            ? [message.Target]
            : message.Paths.Select(path => message.Target.TrimEnd('/') + path);
        foreach (var place in places)
        {
            RestoreTarget.RefuseUnlessEmpty(place);
        }
    }

    private static FilesRestoreOptions Options(MovementMessage message) => new()
    {
        KeepSame = message.Onward,
        Mirrored = message.Paths.Count == 0
            ? null
            : new SourceSet(message.Paths) { Excludes = message.Excludes },
    };

    private static MovementResult Warning(MovementMessage message, FilesRestoreResult result) =>
        MovementResult.Done(message) with
    {
        WarningCount = (int)Math.Min(int.MaxValue, result.ProblemCount),
        Warnings = Texts(result),
    };

    private static IReadOnlyList<string> Texts(FilesRestoreResult result) =>
        WarningText.First(result.Problems.Select(problem => $"{problem.Path}: {problem.Reason}"));
}
