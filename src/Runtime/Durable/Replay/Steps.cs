using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>Compares and names the steps of an orchestrator, for the non-determinism check.</summary>
internal static class Steps
{
    public const string Nothing = "no further step";

    /// <summary>
    /// Whether the code made the step that was recorded. Inputs may differ: code may be improved.
    /// </summary>
    public static bool Match(HistoryEvent recorded, HistoryEvent made) => (recorded, made) switch
    {
        (TaskScheduled a, TaskScheduled b) => a.Id == b.Id && Same(a.Name, b.Name),
        (ChildScheduled a, ChildScheduled b) =>
            a.Id == b.Id && Same(a.Name, b.Name) && a.InstanceId == b.InstanceId,
        (TimerCreated a, TimerCreated b) => a.Id == b.Id,
        (TimerCanceled a, TimerCanceled b) => a.Id == b.Id,
        (EventSent a, EventSent b) => a.Id == b.Id && a.InstanceId == b.InstanceId && Same(a.Name, b.Name),
        (ExecutionCompleted, ExecutionCompleted) => true,
        (ExecutionFailed, ExecutionFailed) => true,
        (ContinuedAsNew, ContinuedAsNew) => true,
        _ => false,
    };

    public static string Describe(HistoryEvent step) => step switch
    {
        TaskScheduled s => $"activity '{s.Name}' (#{s.Id})",
        ChildScheduled s => $"sub-orchestration '{s.Name}' (#{s.Id}, instance '{s.InstanceId}')",
        TimerCreated s => $"timer #{s.Id}",
        TimerCanceled s => $"cancellation of timer #{s.Id}",
        EventSent s => $"event '{s.Name}' to instance '{s.InstanceId}' (#{s.Id})",
        ExecutionCompleted => "the end of the orchestrator",
        ExecutionFailed s => $"the failure of the orchestrator ({s.Failure.Type}: {s.Failure.Message})",
        ContinuedAsNew => "continuing as new",
        _ => step.GetType().Name,
    };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
