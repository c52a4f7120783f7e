using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>
/// Events by name, without regard to case. Those nobody asked for yet wait in order of arrival. Of several
/// waiters the most recent gets the event: the usual loop over <c>Task.WhenAny</c> abandons the earlier ones.
/// </summary>
internal sealed class ExternalEvents(Payloads payloads, TurnThread thread)
{
    private readonly Dictionary<string, LinkedList<PendingResult>> waiters =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly LinkedList<EventRaised> buffered = new();

    public bool HasWaiters => waiters.Count > 0;

    /// <summary>The events nobody has asked for, oldest first.</summary>
    public IReadOnlyList<EventRaised> Unprocessed => [.. buffered];

    public void Raise(EventRaised raised)
    {
        if (!waiters.TryGetValue(raised.Name, out var stack))
        {
            buffered.AddLast(raised);
            return;
        }

        var waiter = stack.Last!.Value;
        Remove(raised.Name, stack, waiter);
        waiter.Complete(raised.Payload);
    }

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellation);
        }

        var waiter = new PendingResult<T>(name, id: 0, payloads);
        for (var node = buffered.First; node is not null; node = node.Next)
        {
            if (string.Equals(node.Value.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                buffered.Remove(node);
                waiter.Complete(node.Value.Payload);
                return waiter.Task;
            }
        }

        if (!waiters.TryGetValue(name, out var stack))
        {
            waiters.Add(name, stack = new());
        }

        stack.AddLast(waiter);
        thread.OnCancel(
            () =>
            {
                Remove(name, stack, waiter);
                waiter.Cancel(cancellation);
            },
            cancellation);
        return waiter.Task;
    }

    private void Remove(string name, LinkedList<PendingResult> stack, PendingResult waiter)
    {
        stack.Remove(waiter);
        if (stack.Count == 0 && waiters.TryGetValue(name, out var present) && present == stack)
        {
            waiters.Remove(name);
        }
    }
}
