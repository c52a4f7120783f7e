namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>What one process does, a step at a time and in order; nothing while it is paused.</summary>
internal sealed class Lane : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> steps = new();

    public bool IsPaused { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => steps.Enqueue((d, state));

    /// <summary>Begins something in this process.</summary>
    public void Begin(Func<Task> work) => Post(_ => Watch(work()), null);

    /// <summary>What went wrong in something that was begun here.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Does all that can be done now; false where that is nothing.</summary>
    public bool Drain()
    {
        var any = false;
        while (!IsPaused && steps.TryDequeue(out var step))
        {
            any = true;
            var outer = Current;
            SetSynchronizationContext(this);
            try
            {
                step.Callback(step.State);
            }
            finally
            {
                SetSynchronizationContext(outer);
            }
        }

        return any;
    }

    private async void Watch(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // Its process was ended.
        }
        catch (Exception error)
        {
            Failure ??= error;
        }
    }
}
