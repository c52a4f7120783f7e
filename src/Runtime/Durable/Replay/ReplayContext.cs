using Mesh.Runtime.Durable.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>
/// The context that orchestrators see: it collects the steps they make and completes what they await.
/// </summary>
internal sealed class ReplayContext : TaskOrchestrationContext
{
    private readonly ExecutionStarted start;
    private readonly OrchestrationCode code;
    private readonly TurnThread thread;
    private readonly RetryLoop retries;
    private readonly Dictionary<int, PendingResult> pending = [];

    private int nextId;
    private int guidCount;
    private DateTime now;
    private bool replaying;

    public ReplayContext(string instance, ExecutionStarted start, OrchestrationCode code, TurnThread thread)
    {
        InstanceId = instance;
        Name = new TaskName(start.Name);
        Parent = start.Parent is { } parent
            ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId)
            : null;
        this.start = start;
        this.code = code;
        this.thread = thread;
        retries = new RetryLoop(this);
        Events = new ExternalEvents(code.Payloads, thread);
    }

    public override TaskName Name { get; }

    public override string InstanceId { get; }

    public override ParentOrchestrationInstance? Parent { get; }

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => replaying;

    /// <summary>The steps made and not yet recorded or compared, in order.</summary>
    public Queue<HistoryEvent> Made { get; } = new();

    public ExternalEvents Events { get; }

    public Continuation? Continuation { get; private set; }

    public (bool IsSet, string? Value) CustomStatus { get; private set; }

    /// <summary>Whether anything the history can bring would still move the orchestrator.</summary>
    public bool HasPending => pending.Count > 0 || Events.HasWaiters;

    protected override ILoggerFactory LoggerFactory => code.Loggers;

    public void SetReplaying(bool value) => replaying = value;

    public void SetTime(DateTime time) => now = time;

    /// <summary>
    /// Completes what waits for the event. What nothing waits for (a cancelled timer) has no effect.
    /// </summary>
    public void Apply(HistoryEvent step)
    {
        switch (step)
        {
            case TaskCompleted done:
                Take(done.Id)?.Complete(done.Result);
                break;
            case TaskFailed failed:
                Take(failed.Id)?.Fail(failed.Failure);
                break;
            case ChildCompleted done:
                Take(done.Id)?.Complete(done.Result);
                break;
            case ChildFailed failed:
                Take(failed.Id)?.Fail(failed.Failure);
                break;
            case TimerFired fired:
                Take(fired.Id)?.Complete(null);
                break;
            case EventRaised raised:
                Events.Raise(raised);
                break;
            default:
                throw new InvalidOperationException($"{step.GetType().Name} is not an event that arrives.");
        }
    }

    public override T? GetInput<T>()
        where T : default => code.Payloads.Read<T>(start.Input);

    public override Task<TResult> CallActivityAsync<TResult>(
        TaskName name, object? input = null, TaskOptions? options = null)
    {
        Enter();
        ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
        return retries.RunAsync(options?.Retry, () =>
        {
            var payload = code.Payloads.Write(input, $"input of activity '{name.Name}'");
            return Await<TResult>(name.Name, id => new TaskScheduled(id, name.Name, payload)).Task;
        });
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        Enter();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var name = orchestratorName.Name;
        var child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Check(child, nameof(options));
        return retries.RunAsync(options?.Retry, () =>
        {
            var payload = code.Payloads.Write(input, $"input of sub-orchestration '{name}'");
            return Await<TResult>(name, id => new ChildScheduled(id, name, child, payload)).Task;
        });
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Enter();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var created = 0;
        var due = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : fireAt;
        var timer = Await<object>(
            "timer", id => new TimerCreated(created = id, DateTime.SpecifyKind(due, DateTimeKind.Utc)));
        thread.OnCancel(
            () =>
            {
                if (pending.Remove(created))
                {
                    Made.Enqueue(new TimerCanceled(created));
                    timer.Cancel(cancellationToken);
                }
            },
            cancellationToken);
        return timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(
        string eventName, CancellationToken cancellationToken = default)
    {
        Enter();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        Enter();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var text = code.Payloads.Write(payload, $"payload of event '{eventName}'");
        Made.Enqueue(new EventSent(nextId++, instanceId, eventName, text));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Enter();
        CustomStatus = (true, code.Payloads.Write(customStatus, $"custom status of instance '{InstanceId}'"));
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        Enter();
        var payload = code.Payloads.Write(newInput, $"next input of instance '{InstanceId}'");
        Continuation = new Continuation(payload, preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        Enter();
        return DeterministicGuid.Create(InstanceId, now, guidCount++);
    }

    private PendingResult<T> Await<T>(string name, Func<int, HistoryEvent> step)
    {
        var id = nextId++;
        var result = new PendingResult<T>(name, id, code.Payloads);
        pending.Add(id, result);
        Made.Enqueue(step(id));
        return result;
    }

    private PendingResult? Take(int id) => pending.Remove(id, out var waiting) ? waiting : null;

    private void Enter()
    {
        if (!thread.IsHere)
        {
            thread.ReportStranger();
            throw new NonDurableAwaitException(InstanceId);
        }
    }
}
