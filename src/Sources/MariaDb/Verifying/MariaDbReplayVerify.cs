using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log.Advancing;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Verifying;

/// <summary>
/// Verifies a server that a <see cref="LogReplay"/> has brought forward, without its source: the
/// fingerprints of the dump, advanced by the log, are compared with the rows that are there.
/// </summary>
public static class MariaDbReplayVerify
{
    /// <summary>
    /// Reads the log up to the plan's cut and all tables of the server, at once. Changes nothing, and so may
    /// be repeated; nothing may write to the server meanwhile. Tables of which the log does not tell exactly
    /// what they hold are read, counted, and looked through for rows whose foreign keys point to nothing.
    /// </summary>
    /// <param name="address">The server, as an account that may read everything.</param>
    /// <param name="record">Of the full backup that was loaded.</param>
    /// <param name="chain">The log that was replayed.</param>
    /// <param name="plan">What was replayed: the server must have arrived at its cut.</param>
    /// <param name="connections">How many connections read at once; 1 to 64.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was compared; the caller looks at its mismatches.</returns>
    /// <exception cref="MeshException">
    /// <c>replay-unfinished</c>: the server is elsewhere in the log; <c>damaged-segment</c>,
    /// <c>damaged-log</c>; those of connecting; <c>mariadb-failed</c>.
    /// </exception>
    public static async Task<ReplayVerifyResult> RunAsync(
        MariaDbAddress address,
        DumpRecord record,
        LogChain chain,
        ReplayPlan plan,
        int connections,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNotEqual(connections is >= 1 and <= 64, true);
        var reached = await ReplayPlace.FindAsync(address, chain.Stream, cancellationToken);
        if (reached != plan.Cut)
        {
            throw new MeshException("replay-unfinished", $"log {chain.Stream} on {address}",
                $"the server is at {reached?.ToString() ?? "the full backup"}, the plan ends at {plan.Cut}",
                "run the replay to its end, then verify");
        }

        var measure = new TablesMeasure(address, Convert.FromHexString(record.FingerprintKey), connections);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var target = await TargetSchema.ReadAsync(session, cancellationToken);
        var (expected, found) = await BothAsync(
            token => new LogFingerprints(chain, record, target).RunAsync(plan, token),
            token => measure.RunAsync(target.In(record.Databases), token),
            cancellationToken);

        // Databases of others on the server are not touched; which ones the log has made is known only now.
        var later = await measure.RunAsync(
            target.In(expected.Databases.Except(record.Databases)), cancellationToken);
        var comparison = new ReplayComparison(
            expected, target, found.Concat(later).ToDictionary(pair => pair.Key, pair => pair.Value));
        return await comparison.RunAsync(plan.Cut, session, cancellationToken);
    }

    // When one fails the other is of no use; the first error is the one to report.
    private static async Task<(TFirst First, TSecond Second)> BothAsync<TFirst, TSecond>(
        Func<CancellationToken, Task<TFirst>> first,
        Func<CancellationToken, Task<TSecond>> second,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var one = Task.Run(() => first(stop.Token), stop.Token);
        var other = Task.Run(() => second(stop.Token), stop.Token);
        try
        {
            await await Task.WhenAny(one, other);
            return (await one, await other);
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(one, other).ContinueWith(static _ => { }, TaskScheduler.Default);
            throw;
        }
    }
}
