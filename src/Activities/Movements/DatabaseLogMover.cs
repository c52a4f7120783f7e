using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Verifying;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Movements;

/// <summary>
/// Follows a database server's log for a while, brings restored servers forward by it, and compares them.
/// What is in the vault says where the next capture goes on, and the target where the next replay does, so
/// that both may be cut off at any moment; of two at once one is refused.
/// </summary>
public sealed class DatabaseLogMover(
    VaultOpener vaults, MovementReadings readings, TimeProvider time, ILogger<DatabaseLogMover> log)
{
    private static readonly LogCaptureOptions Usual = new();

    public async Task<MovementResult> CaptureAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Log!;
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var vault = await vaults.ReopenAsync(message.Run, cancellationToken);
        var span = TimeSpan.FromSeconds(task.Seconds);
        var capture = new LogCapture(vault.Repository, task.Stream, address, Options(span), time);
        using var timer = new CancellationTokenSource(span, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, timer.Token);
        try
        {
            await capture.RunAsync(Start(task.Start), either.Token);
        }
        catch (OperationCanceledException) when (
            timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Report(task, capture.Status);
        }
        catch (LogBrokenException error)
        {
            log.LogWarning(error, "The log {Stream} has broken", task.Stream);
            return MovementResult.Failed(message, error.Message, retryable: false) with
            {
                Code = MovementCode.LogBroken,
            };
        }

        return MovementResult.Done(message) with { Log = Reach(capture.Status) };
    }

    public async Task<MovementResult> ReplayAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Log!;
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        var chain = new LogChain(vault.Repository, task.Stream);
        if ((await chain.ListAsync(cancellationToken)).Count == 0)
        {
            // Nothing was committed since the full backup.
            return MovementResult.Done(message) with { Log = new LogReach(task.Start, task.Until) };
        }

        var replay = new LogReplay(chain, address, new ReplayOptions(), time);
        var end = LogPlace.EndOf(task);
        var plan = await replay.PlanAsync(Start(task.Start), end, cancellationToken);
        using var budget = new ReplayBudget(
            TimeSpan.FromSeconds(task.Seconds), readings.Begin(message), time, cancellationToken);
        try
        {
            await replay.RunAsync(plan, budget, budget.Token);
        }
        catch (OperationCanceledException) when (budget.IsSpent)
        {
            return MovementResult.Done(message);
        }

        return MovementResult.Done(message) with
        {
            Log = new LogReach($"{plan.Cut} {plan.Position}".TrimEnd(), task.Until),
        };
    }

    /// <summary>Compares a server with dump and log at the place where the server itself says that the replay
    /// has left it. Reads only.</summary>
    public async Task<MovementResult> VerifyAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Log!;
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        await (await vaults.OpenAsync(message.Run, cancellationToken)).ReloadIndexAsync(cancellationToken);
        var chain = new LogChain(repository, task.Stream);
        if ((await chain.ListAsync(cancellationToken)).Count == 0)
        {
            // The server is as the dump, with which it was compared when it was loaded.
            return MovementResult.Done(message);
        }

        var start = Start(task.Start);
        var reached = await ReplayPlace.FindAsync(address, task.Stream, cancellationToken);
        var plan = await new LogReplay(chain, address, new ReplayOptions(), time).PlanAsync(
            start, ReplayEnd.AtPosition(reached ?? start.Position), cancellationToken);
        var result = await MariaDbReplayVerify.RunAsync(
            address,
            await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken),
            chain,
            plan,
            DatabaseServer.Connections(message),
            cancellationToken);
        return result.Mismatches.Count == 0
            ? MovementResult.Done(message) with
            {
                Verification = new ReplayVerification(
                    result.Compared.Count,
                    result.Scanned.Count,
                    WarningText.First(result.Scanned.Select(table => $"{table}"))),
            }
            : MovementResult.Failed(
                message,
                $"{address.Location}: {result.Mismatches.Count} tables are not as dump and log make them at {result.Cut}: "
                + string.Join("; ", result.Mismatches.Take(3)),
                retryable: false);
    }

    // Whoever sees that the log stays behind finds here why.
    private void Report(LogTask task, LogCaptureStatus status)
    {
        if (status.Problem.Length > 0)
        {
            log.LogWarning("The log {Stream} stays behind: {Problem}", task.Stream, status.Problem);
        }
    }

    private LogReach Reach(LogCaptureStatus status) => new(
        status.Newest is { } newest ? $"{newest.To} {newest.Position}".TrimEnd() : "",
        status.Rpo.Current is { } age ? time.GetUtcNow() - age : null);

    // Ranges are stored several times within the span, so that little is left to be read again after it.
    private static LogCaptureOptions Options(TimeSpan span) => Usual with
    {
        SealAfter = Shorter(Usual.SealAfter, span / 4),
        PollEvery = Shorter(Usual.PollEvery, span / 4),
    };

    private static TimeSpan Shorter(TimeSpan first, TimeSpan second) => first < second ? first : second;

    /// <summary>Reads <c>FILE:OFFSET GTID</c>.</summary>
    internal static LogStart Start(string position)
    {
        var parts = position.Split(' ', 2);
        return new LogStart(
            LogPosition.Parse(parts[0]), GtidPosition.Parse(parts.Length > 1 ? parts[1] : ""));
    }
}
