using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Mesh.Activities.Movements;

namespace Mesh.Activities.Sites;

/// <summary>Azure Storage Queues, encoded as <see cref="StorageQueueSender"/> does.</summary>
public sealed class StorageSiteOrders(
    Func<string, QueueClientOptions, QueueClient> open, TimeProvider time) : ISiteOrders
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, QueueClient> queues = new(StringComparer.Ordinal);

    /// <summary>Queues of the account that a connection string names.</summary>
    public static StorageSiteOrders FromConnectionString(string connection, TimeProvider time) =>
        new((name, options) => new QueueClient(connection, name, options), time);

    public async Task<QueuedOrder?> LeaseAsync(
        string queue, TimeSpan lease, TimeSpan wait, CancellationToken cancellationToken)
    {
        var client = Of(queue);
        for (var began = time.GetTimestamp();
            ; await Task.Delay(Look, time, cancellationToken))
        {
            if (await ReceiveAsync(client, lease, cancellationToken) is { } message)
            {
                var receipt = OrderReceipt.Write(message.MessageId, message.PopReceipt);
                return new(receipt, message.Body.ToString());
            }

            if (time.GetElapsedTime(began) + Look > wait)
            {
                return null;
            }
        }
    }

    public async Task<string?> RenewAsync(
        string queue, string receipt, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (OrderReceipt.Read(receipt) is not var (id, own))
        {
            return null;
        }

        try
        {
            var renewed = await Of(queue).UpdateMessageAsync(
                id, own, visibilityTimeout: lease, cancellationToken: cancellationToken);
            return OrderReceipt.Write(id, renewed.Value.PopReceipt);
        }
        catch (RequestFailedException failure) when (IsLost(failure))
        {
            return null;
        }
    }

    public async Task<bool> DeleteAsync(string queue, string receipt, CancellationToken cancellationToken)
    {
        if (OrderReceipt.Read(receipt) is not var (id, own))
        {
            return false;
        }

        try
        {
            await Of(queue).DeleteMessageAsync(id, own, cancellationToken);
            return true;
        }
        catch (RequestFailedException failure) when (IsLost(failure))
        {
            return false;
        }
    }

    private static async Task<QueueMessage?> ReceiveAsync(
        QueueClient client, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            var received = await client.ReceiveMessageAsync(lease, cancellationToken);
            if (received.Value is { } message && cancellationToken.IsCancellationRequested)
            {
                await client.UpdateMessageAsync(
                    message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero,
                    cancellationToken: CancellationToken.None);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return received.Value;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // Who sends the first order makes the queue.
            return null;
        }
    }

    // A receipt that the service never gave is malformed for it, and no more than lost for us.
    private static bool IsLost(RequestFailedException failure) => failure.Status is 400 or 404;

    private QueueClient Of(string queue) => queues.GetOrAdd(
        queue,
        name => open(name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }));
}
