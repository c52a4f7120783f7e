namespace Mesh.Runtime.Queues.Listening;

/// <summary>A semaphore's wait with a time limit measured by an injected clock.</summary>
internal static class TimedWait
{
    public static async Task WaitAsync(
        this SemaphoreSlim semaphore, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(_ => over.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
        try
        {
            await semaphore.WaitAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
