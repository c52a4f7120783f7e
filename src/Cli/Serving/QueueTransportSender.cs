using Mesh.Activities.Movements;
using Mesh.Runtime.Queues;

namespace Mesh.Cli.Serving;

/// <summary>Sends movements through the queues of the host in this process.</summary>
internal sealed class QueueTransportSender(IQueueTransport transport) : IMovementSender
{
    public Task SendAsync(string queue, string json, CancellationToken cancellationToken) =>
        transport.SendAsync(queue, json, TimeSpan.Zero, cancellationToken);
}
