using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// What a history says by itself, without running any code: what is still open, and how long it is. What is
/// scheduled and not completed is the outbox.
/// </summary>
internal sealed class Ledger(ExecutionStarted start, long execution)
{
    public ExecutionStarted Start => start;

    public long Execution => execution;

    public long NextSequence { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Whether a turn has run.</summary>
    public bool HasBegun { get; private set; }

    public bool IsSuspended { get; private set; }

    public DateTime LastTurn { get; private set; }

    public Dictionary<int, TaskScheduled> OpenTasks { get; } = [];

    public Dictionary<int, ChildScheduled> OpenChildren { get; } = [];

    public Dictionary<int, TimerCreated> OpenTimers { get; } = [];

    public void Apply(HistoryEvent step, int bytes)
    {
        NextSequence++;
        Bytes += bytes;
        switch (step)
        {
            case TurnStarted turn:
                HasBegun = true;
                LastTurn = turn.At;
                break;
            case TaskScheduled task:
                OpenTasks.Add(task.Id, task);
                break;
            case TaskCompleted task:
                OpenTasks.Remove(task.Id);
                break;
            case TaskFailed task:
                OpenTasks.Remove(task.Id);
                break;
            case ChildScheduled child:
                OpenChildren.Add(child.Id, child);
                break;
            case ChildCompleted child:
                OpenChildren.Remove(child.Id);
                break;
            case ChildFailed child:
                OpenChildren.Remove(child.Id);
                break;
            case TimerCreated timer:
                OpenTimers.Add(timer.Id, timer);
                break;
            case TimerFired timer:
                OpenTimers.Remove(timer.Id);
                break;
            case TimerCanceled timer:
                OpenTimers.Remove(timer.Id);
                break;
            case Suspended:
                IsSuspended = true;
                break;
            case Resumed:
                IsSuspended = false;
                break;
            default:
                break;
        }
    }
}
