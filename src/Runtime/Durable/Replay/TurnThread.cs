namespace Mesh.Runtime.Durable.Replay;

/// <summary>
/// The orchestrator's single thread of control: continuations queue here and run only while a turn runs.
/// Whatever comes from another thread was not caused by the history, so it is reported and never run.
/// </summary>
internal sealed class TurnThread(Action strangerSeen) : SynchronizationContext
{
    private const int NoThread = 0;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();
    private volatile int owner = NoThread;

    /// <summary>Whether the caller runs as part of the present turn.</summary>
    public bool IsHere => owner == Environment.CurrentManagedThreadId;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsHere)
        {
            queue.Enqueue((d, state));
        }
        else
        {
            strangerSeen();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An orchestrator cannot be entered synchronously.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>
    /// Runs the action when the orchestrator cancels the token; a cancellation from elsewhere is refused.
    /// </summary>
    public void OnCancel(Action action, CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
        {
            cancellation.Register(() =>
            {
                if (IsHere)
                {
                    action();
                }
                else
                {
                    strangerSeen();
                }
            });
        }
    }

    /// <summary>Reports that somebody who is not part of the turn touched the orchestration.</summary>
    public void ReportStranger() => strangerSeen();

    /// <summary>Runs the step and everything that follows from it, on the calling thread.</summary>
    public void Run(Action step)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        owner = Environment.CurrentManagedThreadId;
        try
        {
            step();
            while (queue.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            owner = NoThread;
            SetSynchronizationContext(previous);
        }
    }
}
