using System.Text.Json.Serialization;

namespace Mesh.Runtime.Durable.History;

/// <summary>
/// One recorded step of an orchestration. A turn is a <see cref="TurnStarted"/>, then what arrived, then what
/// the orchestrator did about it (<see cref="IsAction"/>), appended as one unit.
/// </summary>
internal abstract record HistoryEvent
{
    /// <summary>
    /// Whether the orchestrator's own code made this step, so that a replay must make it again.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsAction => false;

    /// <summary>Whether nothing follows in this execution.</summary>
    [JsonIgnore]
    public virtual bool IsEnd => false;
}

/// <summary>The first event of every execution.</summary>
internal sealed record ExecutionStarted(
    string Name, DateTime At, string? Input = null, ParentLink? Parent = null) : HistoryEvent;

/// <summary>The time that the orchestrator sees until the next turn.</summary>
internal sealed record TurnStarted(DateTime At) : HistoryEvent;

internal sealed record TaskScheduled(int Id, string Name, string? Input = null) : HistoryEvent
{
    public override bool IsAction => true;
}

internal sealed record TaskCompleted(int Id, string? Result = null) : HistoryEvent;

internal sealed record TaskFailed(int Id, Failure Failure) : HistoryEvent;

internal sealed record ChildScheduled(int Id, string Name, string InstanceId, string? Input = null)
    : HistoryEvent
{
    public override bool IsAction => true;
}

internal sealed record ChildCompleted(int Id, string? Result = null) : HistoryEvent;

internal sealed record ChildFailed(int Id, Failure Failure) : HistoryEvent;

internal sealed record TimerCreated(int Id, DateTime FireAt) : HistoryEvent
{
    public override bool IsAction => true;
}

internal sealed record TimerFired(int Id) : HistoryEvent;

internal sealed record TimerCanceled(int Id) : HistoryEvent
{
    public override bool IsAction => true;
}

internal sealed record EventRaised(string Name, string? Payload = null) : HistoryEvent;

internal sealed record EventSent(int Id, string InstanceId, string Name, string? Payload = null)
    : HistoryEvent
{
    public override bool IsAction => true;
}

internal sealed record Suspended(string? Reason = null) : HistoryEvent;

internal sealed record Resumed(string? Reason = null) : HistoryEvent;

internal sealed record ExecutionCompleted(string? Result = null) : HistoryEvent
{
    public override bool IsEnd => true;
}

internal sealed record ExecutionFailed(Failure Failure) : HistoryEvent
{
    public override bool IsEnd => true;
}

internal sealed record ExecutionTerminated(string? Output = null, bool Recursive = false) : HistoryEvent
{
    public override bool IsEnd => true;
}

/// <summary>
/// The execution ended and the next one begins with this input and the events nobody asked for.
/// </summary>
internal sealed record ContinuedAsNew(IReadOnlyList<EventRaised> Events, string? Input = null)
    : HistoryEvent
{
    public override bool IsEnd => true;
}
