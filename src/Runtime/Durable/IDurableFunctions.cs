using Microsoft.DurableTask;

namespace Mesh.Runtime.Durable;

/// <summary>
/// The orchestrators and activities that the engine can run. Names compare without regard to case.
/// </summary>
public interface IDurableFunctions
{
    /// <summary>The names of all orchestrators.</summary>
    IEnumerable<string> Orchestrators { get; }

    /// <summary>The names of all activities.</summary>
    IEnumerable<string> Activities { get; }

    /// <summary>
    /// The orchestrator of that name, or null. It is called on the orchestration's own thread of control and
    /// must not await anything of its own before the orchestrator's code; what it returns is serialized by
    /// the engine.
    /// </summary>
    Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name);

    /// <summary>
    /// The activity of that name, or null. Returns the result as JSON (null for none); an exception is
    /// recorded as the activity's failure. The token is cancelled when the host stops; the activity then runs
    /// again later.
    /// </summary>
    Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name);
}
