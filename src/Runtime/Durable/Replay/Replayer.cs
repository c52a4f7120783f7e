using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>
/// One execution of one orchestration as a live coroutine: fed with its history it repeats what it did, fed
/// with new events it says what it does next. Pure: no clock, no store, no threads of its own. One call at a
/// time.
/// </summary>
internal sealed class Replayer
{
    private readonly string instance;
    private readonly OrchestrationCode code;
    private readonly TurnThread thread;
    private readonly ReplayContext context;
    private readonly Queue<HistoryEvent> held = new();

    private Task<object?>? main;
    private HistoryEvent? end;
    private bool suspended;
    private volatile bool strangerSeen;

    /// <param name="instance">The instance's id.</param>
    /// <param name="code">The orchestrator.</param>
    /// <param name="start">The first event of the execution.</param>
    /// <param name="strangerReported"> Called from any thread when something outside the history tries to
    /// drive the orchestrator; the next turn then fails the execution.
    /// </param>
    public Replayer(string instance, OrchestrationCode code, ExecutionStarted start, Action strangerReported)
    {
        this.instance = instance;
        this.code = code;
        thread = new TurnThread(() =>
        {
            strangerSeen = true;
            strangerReported();
        });
        context = new ReplayContext(instance, start, code, thread);
    }

    /// <summary>How the execution ended; null while it has not.</summary>
    public HistoryEvent? End => end;

    /// <summary>The custom status as JSON, and whether this execution has set one.</summary>
    public (bool IsSet, string? Value) CustomStatus => context.CustomStatus;

    /// <summary>
    /// Repeats recorded events, in order. Throws <see cref="NonDeterminismException"/> when the code does not
    /// do what it did then.
    /// </summary>
    public void Replay(IEnumerable<HistoryEvent> history)
    {
        context.SetReplaying(true);
        foreach (var step in history)
        {
            switch (step)
            {
                case ExecutionStarted:
                    break;
                case TurnStarted turn:
                    RefuseUnrecorded();
                    Begin(turn.At);
                    break;
                case ExecutionTerminated:
                    context.Made.Clear();
                    end = step;
                    break;
                case { IsEnd: true }:
                    RefuseUnrecorded();
                    end = FindEnd();
                    Repeat(step, end);
                    break;
                case { IsAction: true }:
                    Repeat(step, context.Made.TryDequeue(out var made) ? made : FindEnd());
                    break;
                default:
                    Deliver(step);
                    break;
            }
        }

        RefuseUnrecorded();
    }

    /// <summary>
    /// Runs one new turn: the clock is set, then what arrived is delivered. Returns the whole turn as it is
    /// to be recorded.
    /// </summary>
    public List<HistoryEvent> RunTurn(DateTime now, IReadOnlyList<HistoryEvent> arrived)
    {
        var turn = new List<HistoryEvent> { new TurnStarted(now) };
        turn.AddRange(arrived);
        if (arrived is [.., ExecutionTerminated])
        {
            return turn;
        }

        context.SetReplaying(false);
        Begin(now);
        foreach (var step in arrived)
        {
            Deliver(step);
        }

        turn.AddRange(context.Made);
        context.Made.Clear();
        end = FindEnd();
        if (end is not null)
        {
            turn.Add(end);
        }

        return turn;
    }

    private void Begin(DateTime now)
    {
        context.SetTime(now);
        if (main is null)
        {
            thread.Run(() => main = Start());
        }
    }

    /// <summary>
    /// An orchestrator may throw before its first await; that is a failed task like any other.
    /// </summary>
    private async Task<object?> Start() => await code.Run(context);

    private void Deliver(HistoryEvent step)
    {
        switch (step)
        {
            case Suspended:
                suspended = true;
                break;
            case Resumed:
                suspended = false;
                while (held.TryDequeue(out var waiting))
                {
                    thread.Run(() => context.Apply(waiting));
                }

                break;
            default:
                if (suspended)
                {
                    held.Enqueue(step);
                }
                else
                {
                    thread.Run(() => context.Apply(step));
                }

                break;
        }
    }

    private HistoryEvent? FindEnd()
    {
        if (strangerSeen)
        {
            return new ExecutionFailed(Failure.From(new NonDurableAwaitException(instance)));
        }

        return main switch
        {
            null => null,
            { IsCompletedSuccessfully: true } => Succeed(main.Result),
            { IsCompleted: true } => new ExecutionFailed(Failure.From(Reason(main))),
            _ when !suspended && !context.HasPending =>
                new ExecutionFailed(Failure.From(new NonDurableAwaitException(instance))),
            _ => null,
        };
    }

    private HistoryEvent Succeed(object? result)
    {
        if (context.Continuation is { } next)
        {
            return new ContinuedAsNew(next.PreserveEvents ? context.Events.Unprocessed : [], next.Input);
        }

        try
        {
            return new ExecutionCompleted(code.Payloads.Write(result, $"output of instance '{instance}'"));
        }
#pragma warning disable CA1031 // An output that cannot be recorded fails the orchestration.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new ExecutionFailed(Failure.From(e));
        }
    }

    private static Exception Reason(Task task) =>
        task.Exception?.InnerException ?? new TaskCanceledException(task);

    private void Repeat(HistoryEvent recorded, HistoryEvent? made)
    {
        if (made is null || !Steps.Match(recorded, made))
        {
            throw new NonDeterminismException(
                instance, Steps.Describe(recorded), made is null ? Steps.Nothing : Steps.Describe(made));
        }
    }

    private void RefuseUnrecorded()
    {
        if (context.Made.TryPeek(out var made))
        {
            throw new NonDeterminismException(instance, Steps.Nothing, Steps.Describe(made));
        }
    }
}
