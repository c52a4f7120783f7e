namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// Wakes those who wait for an instance of this silo to change, so that nobody has to poll.
/// </summary>
internal sealed class InstanceWatch
{
    private readonly Dictionary<string, TaskCompletionSource> waiters = new(StringComparer.Ordinal);

    /// <summary>
    /// Ends at the next change. Take it before looking at the instance, or the change may be missed.
    /// </summary>
    public Task NextChange(string instance)
    {
        lock (waiters)
        {
            if (!waiters.TryGetValue(instance, out var waiter))
            {
                waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiters.Add(instance, waiter);
            }

            return waiter.Task;
        }
    }

    public void Changed(string instance)
    {
        lock (waiters)
        {
            if (waiters.Remove(instance, out var waiter))
            {
                waiter.SetResult();
            }
        }
    }
}
