namespace Mesh.Runtime.Queues.Listening;

/// <summary>The messages of one queue in work; lets the listener wait until few are left.</summary>
internal sealed class RunningMessages
{
    private readonly Lock gate = new();
    private int count;
    private TaskCompletionSource changed = NewSignal();

    public void Add(Task message)
    {
        lock (gate)
        {
            count++;
        }

        message.ContinueWith(
            _ => Remove(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async Task AtMostAsync(int limit, CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (count <= limit)
                {
                    return;
                }

                change = changed.Task;
            }

            await change.WaitAsync(cancellation);
        }
    }

    private void Remove()
    {
        lock (gate)
        {
            count--;
            changed.SetResult();
            changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
