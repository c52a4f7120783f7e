namespace Mesh.Runtime.Durable.History;

/// <summary>The orchestration that waits for this one, and the task by which it does.</summary>
internal sealed record ParentLink(string Name, string InstanceId, long Execution, int TaskId);
