using Microsoft.DurableTask;

namespace Mesh.Runtime.Durable.Testing;

/// <summary>How far an orchestrator came with a recorded history.</summary>
/// <param name="HasEnded">Whether it ended, as the history says too.</param>
/// <param name="SerializedOutput">Its output, when it completed.</param>
/// <param name="Failure">Why it failed, when it did.</param>
/// <param name="SerializedCustomStatus">The custom status it had set last.</param>
public sealed record ReplayOutcome(
    bool HasEnded, string? SerializedOutput, TaskFailureDetails? Failure, string? SerializedCustomStatus);
