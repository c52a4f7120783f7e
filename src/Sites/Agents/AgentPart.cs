namespace Mesh.Sites.Agents;

/// <summary>A part and the order that is being done with it.</summary>
internal sealed class AgentPart(ISitePart part) : IDisposable
{
    private int running;

    public ISitePart Part => part;

    public string Component => part.Component;

    /// <summary>Held by the order that is being done.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Whether an order is being done.</summary>
    public bool IsBusy => Volatile.Read(ref running) > 0;

    public void Begin() => Interlocked.Increment(ref running);

    public void End() => Interlocked.Decrement(ref running);

    public void Dispose() => Turn.Dispose();
}
