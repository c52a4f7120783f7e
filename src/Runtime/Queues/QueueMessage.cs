namespace Mesh.Runtime.Queues;

/// <summary>A delivery of a message.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Id">Stays the same over deliveries.</param>
/// <param name="Receipt">Proves the lease; changes with each delivery and each renewal.</param>
/// <param name="Body">The text that was sent.</param>
/// <param name="DequeueCount">Deliveries so far, this one included.</param>
public sealed record QueueMessage(string Queue, string Id, string Receipt, string Body, int DequeueCount);
