namespace Mesh.Runtime.Durable.Replay;

/// <summary>The orchestrator's code did not repeat what its history says it did.</summary>
public sealed class NonDeterminismException(string instance, string expected, string seen)
    : Exception(
        $"Non-deterministic orchestrator: instance '{instance}' expected {expected} and saw {seen}. The code "
        + "was changed while the instance was running, or decides by something other than its context: its "
        + "time, ids, waiting and effects must all come from the context.")
{
    /// <summary>The step that the history has.</summary>
    public string Expected => expected;

    /// <summary>The step that the code made.</summary>
    public string Seen => seen;
}
