namespace Mesh.Runtime.Durable.History;

/// <summary>
/// What one party tells an instance through its inbox: recorded in the same transaction as the reason for it,
/// so it arrives once, whatever dies in between.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The event's name, for <see cref="MessageKind.Event"/>.</param>
/// <param name="Payload">The event's payload, the child's result, the output or the reason.</param>
/// <param name="Execution">The parent's execution that waits, for a child's end.</param>
/// <param name="TaskId">The parent's task that waits, for a child's end.</param>
/// <param name="Failure">Why the child failed.</param>
/// <param name="Recursive">Whether a termination goes on to the children.</param>
internal sealed record Message(
    MessageKind Kind,
    string? Name = null,
    string? Payload = null,
    long Execution = 0,
    int TaskId = 0,
    Failure? Failure = null,
    bool Recursive = false);
