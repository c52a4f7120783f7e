using System.Collections.Concurrent;
using Mesh.Activities.Runs;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Vault.Errors;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Movements;

/// <summary>
/// Does movements, at the site that holds the data. What goes wrong becomes the movement's result, with the
/// reason: the run decides whether to send it again. What goes wrong because the worker stops does not: the
/// message is delivered again.
/// </summary>
public sealed class MovementWorker(
    FilesBackupMover filesBackups,
    FilesRestoreMover filesRestores,
    DatabaseBackupMover databaseBackups,
    DatabaseRestoreMover databaseRestores,
    DatabaseLogMover databaseLogs,
    LogTendingMover logTender,
    DatabaseProofMover databaseProofs,
    FilesProofMover filesProofs,
    DatabaseAsideMover asides,
    MovementReadings readings,
    ILogger<MovementWorker> log)
{
    private readonly ConcurrentDictionary<string,
    Lazy<Task<MovementResult>>> underWay = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string,
    CancellationTokenSource> stops = new(StringComparer.Ordinal);

    /// <summary>Does a movement; a second delivery of one that is under way waits for the first.</summary>
    public async Task<MovementResult> DoAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var key = $"{message.Run.RunId} {message.MovementId}";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mine = new Lazy<Task<MovementResult>>(() => GuardAsync(message, stop.Token));
        var first = underWay.GetOrAdd(key, mine);
        try
        {
            if (ReferenceEquals(first, mine))
            {
                stops[key] = stop;
            }

            return await first.Value.WaitAsync(cancellationToken) with { Send = message.Send };
        }
        finally
        {
            if (ReferenceEquals(first, mine))
            {
                readings.End(message);
                stops.TryRemove(key, out _);
                underWay.TryRemove(key, out _);
            }
        }
    }

    /// <summary>
    /// Ends what this process does for a run, and waits until it has let go. A message that is delivered
    /// again afterwards must not be wanted any more.
    /// </summary>
    public async Task StopAsync(string run, CancellationToken cancellationToken)
    {
        foreach (var (key, stop) in stops)
        {
            if (!key.StartsWith($"{run} ", StringComparison.Ordinal)
                || !underWay.TryGetValue(key, out var doing))
            {
                continue;
            }

            try
            {
                await stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself meanwhile.
                continue;
            }

            // What it ended with is for whoever has it done.
            Task ending = doing.Value;
            await ending.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<MovementResult> GuardAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await MoveAsync(message, cancellationToken);
        }
        catch (MeshException error) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(
                error, "Movement {Movement} of run {Run} failed", message.MovementId, message.Run.RunId);
            return MovementResult.Failed(message, error.Message, !Step.IsPermanent(error)) with
            {
                Code = IsDamage(error) ? MovementCode.Damaged : "",
            };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogError(
                error, "Movement {Movement} of run {Run} failed", message.MovementId, message.Run.RunId);
            return MovementResult.Failed(message, $"{message.Kind}: {error.Message}", retryable: true);
        }
    }

    private static bool IsDamage(MeshException error) =>
        error.Code == "broken-log" || Damage.Is(error);

    private Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        IBackupMover backups = message.Database is null ? filesBackups : databaseBackups;
        IRestoreMover restores = message.Database is null ? filesRestores : databaseRestores;
        if (message.Database is null && message.Log is null && !OperatingSystem.IsLinux())
        {
            throw new MeshException(
                "not-supported",
                message.MovementId,
                "files are moved on Linux only",
                "run the site's worker on Linux",
                ExitCode.BadInput);
        }

        return message.Kind switch
        {
            MovementKind.PlanBackup => backups.PlanAsync(message, cancellationToken),
            MovementKind.Backup => backups.MoveAsync(message, cancellationToken),
            MovementKind.PlanRestore => restores.PlanAsync(message, cancellationToken),
            MovementKind.Restore => restores.MoveAsync(message, cancellationToken),
            MovementKind.FinishRestore => restores.FinishAsync(message, cancellationToken),
            MovementKind.VerifyRestore => restores.VerifyAsync(message, cancellationToken),
            MovementKind.PlanAside => DatabaseAsideMover.PlanAsync(message, cancellationToken),
            MovementKind.RestoreAside => asides.RestoreAsync(message, cancellationToken),
            MovementKind.FinishAside => DatabaseAsideMover.FinishAsync(message, cancellationToken),
            MovementKind.ReplayLog => databaseLogs.ReplayAsync(message, cancellationToken),
            MovementKind.Rehearse => databaseProofs.RehearseAsync(message, cancellationToken),
            MovementKind.RehearseFiles => filesProofs.RehearseAsync(message, cancellationToken),
            MovementKind.VerifyReplay => databaseLogs.VerifyAsync(message, cancellationToken),
            MovementKind.CaptureLog => databaseLogs.CaptureAsync(message, cancellationToken),
            MovementKind.FoldLog => logTender.FoldAsync(message, cancellationToken),
            MovementKind.TrimLog => logTender.TrimAsync(message, cancellationToken),
            MovementKind.RemoveLog => logTender.RemoveAsync(message, cancellationToken),
            _ => throw new MeshException(
                "unknown-movement",
                message.MovementId,
                $"there is no movement of kind '{message.Kind}'",
                "sender and worker must be of one version",
                ExitCode.BadInput),
        };
    }
}
