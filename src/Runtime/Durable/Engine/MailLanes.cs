namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// Brings mail to instances, to each in the order in which it came. What gathers for an instance while a
/// delivery is under way goes together with the next, so that one commit records much.
/// </summary>
internal sealed class MailLanes(Courier courier, Action<ActivityKey> resultRecorded)
{
    private readonly Dictionary<string, List<MailItem>> lanes = new(StringComparer.Ordinal);

    private TaskCompletionSource? empty;

    public void Send(string instance, MailItem item)
    {
        lock (lanes)
        {
            if (lanes.TryGetValue(instance, out var lane))
            {
                lane.Add(item);
                return;
            }

            lanes.Add(instance, [item]);
        }

        _ = Task.Run(() => DrainAsync(instance));
    }

    /// <summary>Ends when nothing is under way.</summary>
    public Task WhenEmptyAsync()
    {
        lock (lanes)
        {
            if (lanes.Count == 0)
            {
                return Task.CompletedTask;
            }

            empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return empty.Task;
        }
    }

    private async Task DrainAsync(string instance)
    {
        while (TakeBatch(instance) is { } batch)
        {
            if (!await courier.DeliverAsync(instance, batch))
            {
                return;
            }

            foreach (var item in batch.Where(item => item.Kind == MailKind.TaskDone))
            {
                resultRecorded(new ActivityKey(instance, item.Execution, item.Id));
            }
        }
    }

    private List<MailItem>? TakeBatch(string instance)
    {
        lock (lanes)
        {
            var lane = lanes[instance];
            if (lane.Count == 0)
            {
                lanes.Remove(instance);
                if (lanes.Count == 0)
                {
                    empty?.TrySetResult();
                    empty = null;
                }

                return null;
            }

            lanes[instance] = [];
            return lane;
        }
    }
}
