using Mesh.Activities.Sites;
using Mesh.Runtime.Queues;

namespace Mesh.Cli.Serving;

/// <summary>
/// Orders in the queues of the host in this process; one that is sent here wakes who waits for it.
/// </summary>
internal sealed class QueueTransportOrders(IQueueTransport transport, TimeProvider time) : ISiteOrders
{
    // An order whose lease has run out comes back without a word.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task<QueuedOrder?> LeaseAsync(
        string queue, TimeSpan lease, TimeSpan wait, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            transport.Sent += Wake;
            try
            {
                if (await ReceiveAsync(queue, lease, cancellationToken) is { } message)
                {
                    return new(OrderReceipt.Write(message.Id, message.Receipt), message.Body);
                }

                var left = wait - time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                {
                    return null;
                }

                await ForAsync(arrival.Task, left < Look ? left : Look, cancellationToken);
            }
            finally
            {
                transport.Sent -= Wake;
            }

            void Wake(string sent)
            {
                if (sent == queue)
                {
                    arrival.TrySetResult();
                }
            }
        }
    }

    public async Task<string?> RenewAsync(
        string queue, string receipt, TimeSpan lease, CancellationToken cancellationToken) =>
        Message(queue, receipt) is { } message
        && await transport.RenewAsync(message, lease, cancellationToken) is { } renewed
            ? OrderReceipt.Write(renewed.Id, renewed.Receipt)
            : null;

    public async Task<bool> DeleteAsync(
        string queue, string receipt, CancellationToken cancellationToken) =>
        Message(queue, receipt) is { } message && await transport.DeleteAsync(message, cancellationToken);

    private static QueueMessage? Message(string queue, string receipt) =>
        OrderReceipt.Read(receipt) is var (id, own) ? new QueueMessage(queue, id, own, "", 0) : null;

    private async Task<QueueMessage?> ReceiveAsync(
        string queue, TimeSpan lease, CancellationToken cancellationToken)
    {
        var received = await transport.ReceiveAsync(queue, 1, lease, cancellationToken);
        if (received is not [var message])
        {
            return null;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            await transport.RenewAsync(message, TimeSpan.Zero, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return message;
    }

    private async Task ForAsync(Task arrival, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(arrival, Task.Delay(pause, time, over.Token));
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
