using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Folding;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Sources.Progress;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log;

/// <summary>
/// The binary log. A position is <c>FILE:OFFSET GTID</c>, of which an end needs only <c>FILE:OFFSET</c>; a
/// transaction is a GTID.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class MariaDbLog(TimeProvider time) : IDatabaseLog
{
    private static readonly LogCaptureOptions Usual = new();

    /// <inheritdoc/>
    public async Task<CapturedLog> CaptureAsync(
        DatabaseLogin login,
        Repository repository,
        string stream,
        string start,
        TimeSpan? span,
        CancellationToken cancellationToken)
    {
        var address = MariaDbEngine.AddressOf(login);
        var capture = new LogCapture(repository, stream, address, Options(span), time);
        using var timer = new CancellationTokenSource(span ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, timer.Token);
        var problem = "";
        try
        {
            await capture.RunAsync(LogStart.Parse(start), either.Token);
        }
        catch (OperationCanceledException) when (
            timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            problem = capture.Status.Problem;
        }

        var status = capture.Status;
        return new CapturedLog(
            status.Newest is { } newest ? $"{newest.To} {newest.Position}".TrimEnd() : "",
            status.Rpo.Current is { } age ? time.GetUtcNow() - age : null,
            problem);
    }

    /// <inheritdoc/>
    public async Task<LogCutPlan?> FindCutAsync(
        Repository repository,
        string stream,
        string start,
        LogEnd until,
        CancellationToken cancellationToken)
    {
        var chain = new LogChain(repository, stream);
        if (await IsEmptyAsync(chain, cancellationToken))
        {
            return null;
        }

        var plan =
            await ReplayCut.FindAsync(chain, LogStart.Parse(start), ReplayEnd.Of(until), cancellationToken);
        return new LogCutPlan
        {
            Cut = plan.Cut.ToString(),
            Transactions = plan.Position.ToString(),
            LastCommittedAt = plan.LastCommittedAt,
            FirstLeftOut = plan.FirstLeftOut?.ToString(),
            FirstLeftOutAt = plan.FirstLeftOutAt,
            Bytes = plan.Bytes,
        };
    }

    /// <inheritdoc/>
    public async Task<ReplayedLog> ReplayAsync(
        DatabaseLogin login,
        Repository repository,
        string stream,
        string start,
        LogEnd until,
        TimeSpan span,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        var chain = new LogChain(repository, stream);
        if (await IsEmptyAsync(chain, cancellationToken))
        {
            return new ReplayedLog(IsFinished: true, start);
        }

        var replay = new LogReplay(chain, MariaDbEngine.AddressOf(login), new ReplayOptions(), time);
        var plan = await replay.PlanAsync(LogStart.Parse(start), ReplayEnd.Of(until), cancellationToken);
        using var budget = new ReplayBudget(span, progress, time, cancellationToken);
        try
        {
            await replay.RunAsync(plan, budget, budget.Token);
        }
        catch (OperationCanceledException) when (budget.IsSpent)
        {
            return new ReplayedLog(IsFinished: false, "");
        }

        return new ReplayedLog(IsFinished: true, new LogStart(plan.Cut, plan.Position).ToString());
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> FindReplaysAsync(
        DatabaseLogin login, CancellationToken cancellationToken)
    {
        await using var target = await ServerConnection.OpenAsync(
            MariaDbEngine.AddressOf(login), time, cancellationToken);
        return await ReplayState.FindAllAsync(target, cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetReplayAsync(
        DatabaseLogin login, Repository repository, string stream, CancellationToken cancellationToken)
    {
        var chain = new LogChain(repository, stream);
        return new LogReplay(chain, MariaDbEngine.AddressOf(login), new ReplayOptions(), time)
            .ForgetAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<LogVerification?> VerifyAsync(
        DatabaseLogin login,
        Repository repository,
        BlobId tree,
        string stream,
        string start,
        int connections,
        CancellationToken cancellationToken)
    {
        var chain = new LogChain(repository, stream);
        if (await IsEmptyAsync(chain, cancellationToken))
        {
            return null;
        }

        var address = MariaDbEngine.AddressOf(login);
        var begin = LogStart.Parse(start);
        var reached = await ReplayPlace.FindAsync(address, stream, cancellationToken);
        var plan = await ReplayCut.FindAsync(
            chain, begin, ReplayEnd.AtPosition(reached ?? begin.Position), cancellationToken);
        var result = await MariaDbReplayVerify.RunAsync(
            address,
            await MariaDbLoad.ReadRecordAsync(repository, tree, cancellationToken),
            chain,
            plan,
            connections,
            cancellationToken);
        return new LogVerification(
            result.Cut.ToString(), result.Compared, result.Scanned, result.Mismatches);
    }

    /// <inheritdoc/>
    public Task FoldAsync(
        Repository repository, string stream, DateTimeOffset before, CancellationToken cancellationToken) =>
        new LogFold(repository, stream).RunAsync(before, cancellationToken);

    /// <inheritdoc/>
    public Task TrimAsync(
        Repository repository, string stream, string oldestNeeded, CancellationToken cancellationToken) =>
        LogTrim.RunAsync(repository, stream, LogStart.Parse(oldestNeeded).Position, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(Repository repository, string stream, CancellationToken cancellationToken) =>
        LogRemoval.RunAsync(repository, stream, cancellationToken);

    private static async Task<bool> IsEmptyAsync(LogChain chain, CancellationToken cancellationToken) =>
        (await chain.ListAsync(cancellationToken)).Count == 0;

    // Ranges are stored several times within the span, so that little is left to be read again after it.
    private static LogCaptureOptions Options(TimeSpan? span) => span is not { } time
        ? Usual with { UntilEnd = true }
        : Usual with
        {
            SealAfter = Shorter(Usual.SealAfter, time / 4),
            PollEvery = Shorter(Usual.PollEvery, time / 4),
        };

    private static TimeSpan Shorter(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
