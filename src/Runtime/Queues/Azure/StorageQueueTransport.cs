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

        // Encoded here and not by the client: a message that cannot be decoded must reach the poison queue,
        // while the client would fail the whole batch that it came in.
        service = new(
            connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
    }

    public event Action<string>? Sent;

    /// <remarks>A shared access signature is in the query of the address, and a secret.</remarks>
    public string Location => service.Uri.GetLeftPart(UriPartial.Path);

    public async Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellation)
    {
        QueueLimits.CheckBody(queue, body);
        var forever = TimeSpan.FromSeconds(-1);
        await CallAsync(queue, client =>
            client.SendMessageAsync(encoding.Encode(body), delay, forever, cancellation));
        if (delay == TimeSpan.Zero)
        {
            Sent?.Invoke(queue);
        }
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue, int max, TimeSpan visibility, CancellationToken cancellation)
    {
        var count = Math.Min(max, QueueLimits.MaxBatch);
        var batch = await CallAsync(
            queue, client => client.ReceiveMessagesAsync(count, visibility, cancellation));
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
        try
        {
            var renewed = await CallAsync(message.Queue, client => client.UpdateMessageAsync(
                message.Id, message.Receipt, visibilityTimeout: visibility, cancellationToken: cancellation));
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
        try
        {
            await CallAsync(
                message.Queue, client => client.DeleteMessageAsync(
                    message.Id, message.Receipt, cancellation));
            return true;
        }
        catch (RequestFailedException failure) when (IsLeaseLost(failure))
        {
            return false;
        }
    }

    public async Task<int> CountAsync(string queue, CancellationToken cancellation)
    {
        var properties = await CallAsync(queue, client => client.GetPropertiesAsync(cancellation));
        return properties.Value.ApproximateMessagesCount;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsLeaseLost(RequestFailedException failure) =>
        failure.ErrorCode == QueueErrorCode.MessageNotFound
        || failure.ErrorCode == QueueErrorCode.PopReceiptMismatch
        || failure.ErrorCode == QueueErrorCode.QueueNotFound;

    private async Task<T> CallAsync<T>(string queue, Func<QueueClient, Task<T>> call)
    {
        var client = await OpenAsync(queue);
        try
        {
            return await call(client);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // Somebody has deleted the queue: the next call makes it anew.
            queues.TryRemove(queue, out _);
            throw;
        }
    }

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
