namespace Mesh.Activities.Movements;

/// <summary>
/// Where movements and results are put. Once the task has ended the message is durable and will be delivered
/// at least once, in no promised order.
/// </summary>
public interface IMovementSender
{
    /// <summary>Puts a JSON document into a queue, which is made where it is missing.</summary>
    Task SendAsync(string queue, string json, CancellationToken cancellationToken);
}
