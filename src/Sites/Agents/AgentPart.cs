namespace Mesh.Sites.Agents;

/// <summary>A part and the order that is being done with it.</summary>
internal sealed class AgentPart(ISitePart part) : IDisposable
{
    private readonly Lock guard = new();
    private TaskCompletionSource? fenced;
    private int fences;
    private int running;

    public ISitePart Part => part;

    public string Component => part.Component;

    /// <summary>Held by the order that is being done.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Whether an order is being done.</summary>
    public bool IsBusy => Volatile.Read(ref running) > 0;

    public void Begin() => Interlocked.Increment(ref running);

    public void End() => Interlocked.Decrement(ref running);

    /// <summary>Over when no fence is falling.</summary>
    public Task FencesOver
    {
        get
        {
            lock (guard)
            {
                return fenced?.Task ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>A fence begins to fall; it ends with <see cref="FenceEnds"/>.</summary>
    public void FenceBegins()
    {
        lock (guard)
        {
            fences++;
            fenced ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void FenceEnds()
    {
        lock (guard)
        {
            if (--fences == 0)
            {
                fenced!.SetResult();
                fenced = null;
            }
        }
    }

    public void Dispose() => Turn.Dispose();
}
