using System.Collections.Concurrent;
using Azure.Storage.Queues;

namespace Mesh.Activities.Movements;

/// <summary>
/// Azure Storage Queues. Messages are encoded as the host's <c>messageEncoding</c> says: base64.
/// </summary>
public sealed class StorageQueueSender(Func<string, QueueClientOptions, QueueClient> open) : IMovementSender
{
    private readonly ConcurrentDictionary<string,
    Lazy<Task<QueueClient>>> queues = new(StringComparer.Ordinal);

    /// <summary>Queues of the account that a connection string names.</summary>
    public static StorageQueueSender FromConnectionString(string connection) =>
        new((name, options) => new QueueClient(connection, name, options));

    public async Task SendAsync(string queue, string json, CancellationToken cancellationToken)
    {
        var made = queues.GetOrAdd(queue, name => new Lazy<Task<QueueClient>>(() => MakeAsync(name)));
        QueueClient client;
        try
        {
            client = await made.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (made.Value.IsFaulted)
        {
            queues.TryRemove(new KeyValuePair<string, Lazy<Task<QueueClient>>>(queue, made));
            throw;
        }

        // Without an end: a site may be cut off for longer than the usual seven days.
        await client.SendMessageAsync(
            json, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: cancellationToken);
    }

    private async Task<QueueClient> MakeAsync(string name)
    {
        var client = open(name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await client.CreateIfNotExistsAsync();
        return client;
    }
}
