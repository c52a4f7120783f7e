using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Store;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// One turn of an instance, worked out into what is to be committed and into what is to be done once that is
/// durable.
/// </summary>
internal sealed class Turn
{
    private readonly string instance;
    private readonly Ledger ledger;
    private readonly IDurableFunctions functions;
    private readonly DateTime now;
    private readonly List<TimerRow> newTimers = [];
    private readonly List<int> endedTimers = [];
    private readonly List<NewInstance> children = [];
    private readonly List<OutgoingMessage> messages = [];
    private readonly Dictionary<int, TaskScheduled> tasks = [];

    public Turn(
        string instance,
        Ledger ledger,
        IDurableFunctions functions,
        DateTime now,
        TurnSteps steps)
    {
        this.instance = instance;
        this.ledger = ledger;
        this.functions = functions;
        this.now = now;
        Stored = steps.Stored;
        for (var i = 0; i < Stored.Count; i++)
        {
            ledger.Apply(steps.Events[i], Stored[i].Payload.Length);
            Take(steps.Events[i]);
        }

        End = steps.Events is [.., { IsEnd: true } end] ? end : null;
        if (End is not null)
        {
            TakeEnd(End);
        }
    }

    public IReadOnlyList<StoredEvent> Stored { get; }

    public HistoryEvent? End { get; }

    /// <summary>Activities to be run once the turn is durable.</summary>
    public IEnumerable<ActivityTask> Tasks => tasks.Values.Select(
        task => new ActivityTask(new(instance, ledger.Execution, task.Id), task.Name, task.Input));

    /// <summary>Timers to be waited for once the turn is durable.</summary>
    public IReadOnlyList<TimerRow> Timers => newTimers;

    /// <summary>Instances that have something to look at once the turn is durable.</summary>
    public IEnumerable<string> Woken =>
        children.Select(child => child.Id).Concat(messages.Select(message => message.Instance)).Distinct();

    public TurnCommit ToCommit(
        long firstSequence, IReadOnlyList<long> consumed, string? customStatus, bool endStartTimer) => new()
        {
            Instance = instance,
            Execution = ledger.Execution,
            FirstSequence = firstSequence,
            Events = Stored,
            Status = Status(),
            At = now,
            CustomStatus = customStatus,
            Output = End switch
            {
                ExecutionCompleted end => end.Result,
                ExecutionTerminated end => end.Output,
                _ => null,
            },
            Failure = (End as ExecutionFailed)?.Failure,
            NewTimers = newTimers,
            EndedTimers = endStartTimer ? [.. endedTimers, TimerRow.StartOfInstance] : endedTimers,
            ConsumedInbox = consumed,
            Children = children,
            Messages = messages,
            Next = End is ContinuedAsNew next ? FollowingExecution(next) : null,
        };

    private OrchestrationRuntimeStatus Status() => End switch
    {
        ExecutionCompleted => OrchestrationRuntimeStatus.Completed,
        ExecutionFailed => OrchestrationRuntimeStatus.Failed,
        ExecutionTerminated => OrchestrationRuntimeStatus.Terminated,
        _ => ledger.IsSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running,
    };

    private void Take(HistoryEvent step)
    {
        switch (step)
        {
            case TaskScheduled task:
                tasks.Add(task.Id, task);
                break;
            case ChildScheduled child:
                TakeChild(child);
                break;
            case TimerCreated timer:
                newTimers.Add(new(instance, ledger.Execution, timer.Id, timer.FireAt));
                break;
            case TimerFired timer:
                endedTimers.Add(timer.Id);
                break;
            case TimerCanceled timer:
                if (newTimers.RemoveAll(added => added.Id == timer.Id) == 0)
                {
                    endedTimers.Add(timer.Id);
                }

                break;
            case EventSent sent:
                messages.Add(new(sent.InstanceId, new(MessageKind.Event, sent.Name, sent.Payload)));
                break;
            default:
                break;
        }
    }

    private void TakeChild(ChildScheduled child)
    {
        var link = new ParentLink(ledger.Start.Name, instance, ledger.Execution, child.Id);
        if (functions.FindOrchestrator(child.Name) is not null)
        {
            children.Add(new(child.InstanceId, new ExecutionStarted(child.Name, now, child.Input, link)));
            return;
        }

        var failure = Failure.From(new OrchestratorNotFoundException(child.Name));
        messages.Add(new(instance, link.Failed(failure)));
    }

    private void TakeEnd(HistoryEvent end)
    {
        if (end is ExecutionTerminated { Recursive: true })
        {
            messages.AddRange(ledger.OpenChildren.Values.Select(child => new OutgoingMessage(
                child.InstanceId, new Message(MessageKind.Terminate, Recursive: true))));
        }

        if (ledger.Start.Parent is not { } parent)
        {
            return;
        }

        var message = end switch
        {
            ExecutionCompleted done => parent.Completed(done.Result),
            ExecutionFailed failed => parent.Failed(failed.Failure),
            ExecutionTerminated => parent.Terminated(instance),
            _ => null,
        };
        if (message is not null)
        {
            messages.Add(new(parent.InstanceId, message));
        }
    }

    private NextExecution FollowingExecution(ContinuedAsNew next)
    {
        HistoryEvent first = new ExecutionStarted(ledger.Start.Name, now, next.Input, ledger.Start.Parent);
        return new(
            ledger.Execution + 1, next.Input, [.. next.Events.Prepend(first).Select(HistoryCodec.Encode)]);
    }
}
