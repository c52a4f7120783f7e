namespace Mesh.Runtime.Functions.Invoking;

/// <summary>
/// Counts what is running, so that a stop can wait for it, and cancels it when the wait takes too long.
/// </summary>
internal sealed class ActiveInvocations(TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cancelled = new();
    private TaskCompletionSource? idle;
    private int running;

    /// <summary>Cancelled when the time to drain is over.</summary>
    public CancellationToken Cancelled => cancelled.Token;

    public int Running
    {
        get
        {
            lock (gate)
            {
                return running;
            }
        }
    }

    public void Enter()
    {
        lock (gate)
        {
            running++;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            running--;
            if (running == 0)
            {
                idle?.TrySetResult();
            }
        }
    }

    /// <summary>
    /// Waits until nothing runs; after the limit, cancels what still does. Returns how many that were.
    /// </summary>
    public async Task<int> DrainAsync(TimeSpan limit, CancellationToken cancellation)
    {
        Task wait;
        lock (gate)
        {
            if (running == 0)
            {
                return 0;
            }

            idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            wait = idle.Task;
        }

        try
        {
            await wait.WaitAsync(limit, time, cancellation);
            return 0;
        }
        catch (Exception problem) when (problem is TimeoutException or OperationCanceledException)
        {
            var left = Running;
            await cancelled.CancelAsync();
            return left;
        }
    }

    public void Dispose() => cancelled.Dispose();
}
