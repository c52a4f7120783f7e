namespace Mesh.Runtime.Durable.History;

/// <summary>The orchestration that waits for this one, and the task by which it does.</summary>
internal sealed record ParentLink(string Name, string InstanceId, long Execution, int TaskId)
{
    public Message Completed(string? result) =>
        new(MessageKind.ChildCompleted, Payload: result, Execution: Execution, TaskId: TaskId);

    public Message Failed(Failure failure) =>
        new(MessageKind.ChildFailed, Execution: Execution, TaskId: TaskId, Failure: failure);

    public Message Terminated(string child) =>
        Failed(new Failure("Terminated", $"The sub-orchestration '{child}' was terminated."));
}
