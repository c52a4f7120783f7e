using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Mesh.Runtime.Queues.Azure;

/// <summary>Azure Storage Queues, or Azurite.</summary>
public sealed class StorageQueueTransport : IQueueTransport
{
    private readonly QueueServiceClient service;
    private readonly MessageEncoding encoding;
    private readonly ConcurrentDictionary<string, Lazy<Task<QueueClient>>> queues = new();

    public StorageQueueTransport(string connectionString, MessageEncoding encoding)
    {
        this.encoding = encoding;

        // Encoded here and not by the client: a message that cannot be decoded must reach the poison queue, while
        // the client would fail the whole batch that it came in.
        service = new(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
    }

    public event Action<string>? Sent;

    public string Location => service.Uri.ToString();

    public async Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellation)
    {
        QueueLimits.CheckBody(queue, body);
        var client = await OpenAsync(queue);
        var forever = TimeSpan.FromSeconds(-1);
        await client.SendMessageAsync(encoding.Encode(body), delay, forever, cancellation);
        if (delay == TimeSpan.Zero)
        {
            Sent?.Invoke(queue);
        }
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue, int max, TimeSpan visibility, CancellationToken cancellation)
    {
        var client = await OpenAsync(queue);
        var batch = await client.ReceiveMessagesAsync(
            Math.Min(max, QueueLimits.MaxBatch), visibility, cancellation);
        return [.. batch.Value.Select(message => new QueueMessage(
            queue,
            message.MessageId,
            message.PopReceipt,
            encoding.Decode(message.MessageText),
            (int)message.DequeueCount))];
    }

    public async Task<QueueMessage?> RenewAsync(
        QueueMessage message, TimeSpan visibility, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        var client = await OpenAsync(message.Queue);
        try
        {
            var renewed = await client.UpdateMessageAsync(
                message.Id, message.Receipt, visibilityTimeout: visibility, cancellationToken: cancellation);
            return message with { Receipt = renewed.Value.PopReceipt };
        }
        catch (RequestFailedException failure) when (IsLeaseLost(failure))
        {
            return null;
        }
    }

    public async Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        var client = await OpenAsync(message.Queue);
        try
        {
            await client.DeleteMessageAsync(message.Id, message.Receipt, cancellation);
            return true;
        }
        catch (RequestFailedException failure) when (IsLeaseLost(failure))
        {
            return false;
        }
    }

    public async Task<int> CountAsync(string queue, CancellationToken cancellation)
    {
        var client = await OpenAsync(queue);
        var properties = await client.GetPropertiesAsync(cancellation);
        return properties.Value.ApproximateMessagesCount;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsLeaseLost(RequestFailedException failure) =>
        failure.ErrorCode == QueueErrorCode.MessageNotFound
        || failure.ErrorCode == QueueErrorCode.PopReceiptMismatch;

    private async Task<QueueClient> OpenAsync(string queue)
    {
        var opening = queues.GetOrAdd(queue, name => new(() => CreateAsync(name)));
        try
        {
            return await opening.Value;
        }
        catch
        {
            // The next caller tries again: the store may be back by then.
            queues.TryRemove(KeyValuePair.Create(queue, opening));
            throw;
        }
    }

    private async Task<QueueClient> CreateAsync(string queue)
    {
        QueueLimits.CheckName(queue);
        var client = service.GetQueueClient(queue);
        await client.CreateIfNotExistsAsync();
        return client;
    }
}
