using Mesh.Activities.Movements;
using Mesh.Runtime.Queues;

namespace Mesh.Tests.App.Running;

/// <summary>Sends movements and results through the host's queue, but as a test wants it.</summary>
public sealed class SpoiledSender(IQueueTransport transport, Func<SpoiledSender, string, string, Task> send)
    : IMovementSender
{
    public Task SendAsync(string queue, string json, CancellationToken cancellationToken) =>
        send(this, queue, json);

    /// <summary>Puts a message into the queue, invisible for a while.</summary>
    public Task PutAsync(string queue, string json, TimeSpan delay = default) =>
        transport.SendAsync(queue, json, delay, CancellationToken.None);
}
