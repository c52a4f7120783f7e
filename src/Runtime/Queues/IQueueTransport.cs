namespace Mesh.Runtime.Queues;

/// <summary>
/// Durable queues with the promises of Azure Storage Queues, which every implementation keeps: a
/// message that was sent is delivered until it is deleted, at least once, in no promised order; a
/// received message is leased: others do not see it until its visibility time is over, then they
/// do, and its dequeue count has grown by one with each delivery; who has lost the lease can
/// neither renew nor delete. A queue exists as soon as it is used.
/// </summary>
public interface IQueueTransport : IAsyncDisposable
{
    /// <summary>
    /// Raised with the queue's name after this process has sent a message that is visible at once.
    /// </summary>
    event Action<string>? Sent;

    /// <summary>Where the queues are, for people; carries no secret.</summary>
    string Location { get; }

    /// <summary>Returns when the message is durable.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="body">At most <see cref="QueueLimits.MaxBodyBytes"/> in UTF-8.</param>
    /// <param name="delay">How long it stays invisible first.</param>
    /// <param name="cancellation">Cancels the call.</param>
    Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellation);

    /// <summary>
    /// Leases up to <paramref name="max"/> visible messages for the visibility time; none: an empty list.
    /// </summary>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue, int max, TimeSpan visibility, CancellationToken cancellation);

    /// <summary>
    /// Makes the message visible this long from now and returns it with the receipt that counts from here on;
    /// null when the lease is lost.
    /// </summary>
    Task<QueueMessage?> RenewAsync(QueueMessage message, TimeSpan visibility, CancellationToken cancellation);

    /// <summary>False when the lease is lost: somebody else has the message, or has deleted it.</summary>
    Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellation);

    /// <summary>Messages in the queue, leased ones included; an approximation.</summary>
    Task<int> CountAsync(string queue, CancellationToken cancellation);
}
