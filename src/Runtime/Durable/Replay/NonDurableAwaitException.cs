namespace Mesh.Runtime.Durable.Replay;

/// <summary>The orchestrator waits for something that no history can repeat.</summary>
internal sealed class NonDurableAwaitException(string instance)
    : InvalidOperationException(
        $"The orchestrator of instance '{instance}' awaited a task that is not durable, or went on outside "
        + "its own thread. Await only tasks made by its context (activities, sub-orchestrations, timers, "
        + "events): use context.CreateTimer instead of Task.Delay, an activity instead of I/O or Task.Run, "
        + "and no ConfigureAwait(false).");
