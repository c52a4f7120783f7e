using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Store;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// Makes events of what was told to an instance, leaving out what the history has already and what came to an
/// execution that is over.
/// </summary>
internal sealed class Arrivals(Ledger ledger)
{
    private readonly HashSet<int> taken = [];
    private bool suspended = ledger.IsSuspended;

    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The numbers of the inbox rows that are dealt with by this turn.</summary>
    public List<long> Consumed { get; } = [];

    public bool StrangerSeen { get; private set; }

    private bool Terminated => Events is [.., ExecutionTerminated];

    public void Add(MailItem item)
    {
        if (item.Execution != ledger.Execution)
        {
            return;
        }

        switch (item.Kind)
        {
            case MailKind.TaskDone when ledger.OpenTasks.ContainsKey(item.Id) && taken.Add(item.Id):
                Events.Add(item.Failure is null
                    ? new TaskCompleted(item.Id, item.Result)
                    : new TaskFailed(item.Id, item.Failure));
                break;
            case MailKind.TimerDue when ledger.OpenTimers.ContainsKey(item.Id) && taken.Add(item.Id):
                Events.Add(new TimerFired(item.Id));
                break;
            case MailKind.Stranger:
                StrangerSeen = true;
                break;
            default:
                break;
        }
    }

    public void Add(InboxRow row)
    {
        Consumed.Add(row.Number);
        if (!Terminated && ToEvent(row.Message) is { } arrived)
        {
            Events.Add(arrived);
        }
    }

    private HistoryEvent? ToEvent(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Event:
                return new EventRaised(message.Name!, message.Payload);
            case MessageKind.Suspend when !suspended:
                suspended = true;
                return new Suspended(message.Payload);
            case MessageKind.Resume when suspended:
                suspended = false;
                return new Resumed(message.Payload);
            case MessageKind.Terminate:
                return new ExecutionTerminated(message.Payload, message.Recursive);
            case MessageKind.ChildCompleted when IsAwaited(message):
                return new ChildCompleted(message.TaskId, message.Payload);
            case MessageKind.ChildFailed when IsAwaited(message):
                return new ChildFailed(message.TaskId, message.Failure!);
            default:
                return null;
        }
    }

    private bool IsAwaited(Message message) =>
        message.Execution == ledger.Execution
        && ledger.OpenChildren.ContainsKey(message.TaskId)
        && taken.Add(message.TaskId);
}
