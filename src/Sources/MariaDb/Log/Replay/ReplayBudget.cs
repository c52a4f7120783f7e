using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>
/// Ends a replay that takes longer than it may, between two transactions of the target: what cannot
/// be in a transaction is never cut off by it.
/// </summary>
/// <param name="most">The time.</param>
/// <param name="progress">Counts the bytes of log that are done.</param>
/// <param name="time">The clock.</param>
/// <param name="outer">Stops it from outside.</param>
internal sealed class ReplayBudget(
    TimeSpan most, TransferProgress progress, TimeProvider time, CancellationToken outer)
    : IProgress<ReplayProgress>, IDisposable
{
    private readonly ReplayCounter _counter = new(progress);
    private readonly CancellationTokenSource _spent = CancellationTokenSource.CreateLinkedTokenSource(outer);
    private readonly long _began = time.GetTimestamp();

    /// <summary>Cancelled when the time is spent, or from outside.</summary>
    public CancellationToken Token => _spent.Token;

    /// <summary>Whether the time is spent, and nobody else has stopped it.</summary>
    public bool IsSpent => _spent.IsCancellationRequested && !outer.IsCancellationRequested;

    /// <inheritdoc/>
    public void Report(ReplayProgress value)
    {
        _counter.Report(value);
        if (time.GetElapsedTime(_began) >= most)
        {
            _spent.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _spent.Dispose();
}
