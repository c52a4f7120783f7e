using Mesh.Storage.Errors;

namespace Mesh.Storage.Retries;

/// <summary>Turns an attempt that does not end into an error.</summary>
internal sealed class StallGuard(string location, RetryOptions options, TimeProvider time)
{
    /// <summary>
    /// Runs the attempt for at most the stall limit, plus the time that its bytes may take; that limit begins
    /// anew whenever the progress has changed. Then it is cancelled, and is waited for, since it may still
    /// use the caller's memory: code <c>store-stalled</c>. One that ignores even the cancellation is left
    /// behind with code <c>store-hung</c>, which is not repeated; whoever gives memory to reads must not use
    /// that memory again after this error.
    /// </summary>
    public async Task<T> RunAsync<T>(
        string key,
        long bytes,
        Func<CancellationToken, Task<T>> attempt,
        Func<long> progress,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var task = attempt(stop.Token);
        if (task.IsCompleted)
        {
            return await task;
        }

        var limit = options.StallLimit + TimeSpan.FromSeconds((double)bytes / options.SlowestBytesPerSecond);
        long seen;
        do
        {
            seen = progress();
            if (await EndsWithinAsync(task, limit, cancellationToken))
            {
                return await task;
            }
        }
        while (progress() != seen && !cancellationToken.IsCancellationRequested);

        stop.Cancel();
        var subject = key.Length == 0 ? location : $"{location}: {key}";
        if (!await EndsWithinAsync(task, options.CancellationLimit, CancellationToken.None))
        {
            _ = task.ContinueWith(late => late.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new ObjectStoreException("store-hung", subject,
                "the store does not answer, and the call cannot be stopped", "check the disk or the network");
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // It may have ended well at the last moment.
            return await task;
        }
        catch (OperationCanceledException error)
        {
            throw new ObjectStoreException("store-stalled", subject,
                $"the store did not answer within {limit.TotalSeconds:0} s", isTransient: true,
                innerException: error);
        }
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var endWait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = await Task.WhenAny(task, Task.Delay(limit, time, endWait.Token)) == task;
        endWait.Cancel();
        return ended;
    }
}
