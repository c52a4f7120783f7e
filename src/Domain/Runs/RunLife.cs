using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Runs;

/// <summary>
/// The life of a run. An event that comes a second time changes nothing, since events are delivered at least
/// once.
/// </summary>
public static class RunLife
{
    /// <summary>The state after an event; null where the event must not happen.</summary>
    public static RunState? TryNext(RunState state, RunEvent happened) => (state, happened) switch
    {
        (RunState.Queued, RunEvent.Start) => RunState.Running,
        (RunState.Queued, RunEvent.Fail) => RunState.Failed,
        (RunState.Queued, RunEvent.Cancel) => RunState.Cancelled,
        (RunState.Running, RunEvent.Start) => RunState.Running,
        (RunState.Running, RunEvent.Succeed) => RunState.Succeeded,
        (RunState.Running, RunEvent.SucceedInPart) => RunState.Incomplete,
        (RunState.Running, RunEvent.Fail) => RunState.Failed,
        (RunState.Running, RunEvent.Cancel) => RunState.Cancelled,
        (RunState.Succeeded, RunEvent.Start or RunEvent.Succeed) => RunState.Succeeded,
        (RunState.Incomplete, RunEvent.Start or RunEvent.SucceedInPart) => RunState.Incomplete,
        (RunState.Failed, RunEvent.Fail) => RunState.Failed,
        (RunState.Cancelled, RunEvent.Cancel) => RunState.Cancelled,
        _ => null,
    };

    /// <summary>The state after an event.</summary>
    /// <exception cref="MeshException"><c>invalid-transition</c>: the event must not happen in this
    /// state.</exception>
    public static RunState Next(RunState state, RunEvent happened) =>
        TryNext(state, happened) ?? throw new MeshException(
            "invalid-transition", "run", $"it is {Words.Of(state)} and cannot {Words.Of(happened)}");

    /// <summary>True while the run occupies its component.</summary>
    public static bool IsActive(RunState state) => state is RunState.Queued or RunState.Running;
}
