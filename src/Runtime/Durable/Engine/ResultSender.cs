namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// Brings results to their instances. What gathers for an instance while a delivery is under way goes
/// together with the next, so that one commit records many.
/// </summary>
internal sealed class ResultSender(Courier courier, Action<ActivityKey> recorded)
{
    private readonly Dictionary<string, List<MailItem>> lanes = new(StringComparer.Ordinal);

    public void Send(string instance, MailItem result)
    {
        lock (lanes)
        {
            if (lanes.TryGetValue(instance, out var lane))
            {
                lane.Add(result);
                return;
            }

            lanes.Add(instance, [result]);
        }

        _ = Task.Run(() => DrainAsync(instance));
    }

    private async Task DrainAsync(string instance)
    {
        while (TakeBatch(instance) is { } batch)
        {
            if (!await courier.DeliverAsync(instance, batch))
            {
                return;
            }

            foreach (var item in batch)
            {
                recorded(new ActivityKey(instance, item.Execution, item.Id));
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
                return null;
            }

            lanes[instance] = [];
            return lane;
        }
    }
}
