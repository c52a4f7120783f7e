using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>An instance as the query index holds it.</summary>
internal sealed record InstanceRow(
    string Id,
    string Name,
    long Execution,
    long NextSequence,
    OrchestrationRuntimeStatus Status,
    DateTime Created,
    DateTime Updated,
    DateTime? StartAt,
    string? Input,
    string? Output,
    string? CustomStatus,
    string? Failure,
    string? Parent,
    string? SetAside)
{
    public bool HasEnded => Status.HasEnded();
}
