using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Queues.Listening;

/// <summary>Keeps a message invisible to others while its function runs.</summary>
internal sealed class MessageLease : IAsyncDisposable
{
    private readonly IQueueTransport transport;
    private readonly TimeSpan length;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource lost = new();
    private readonly Task renewing;
    private QueueMessage message;
    private DateTimeOffset heldUntil;

    public MessageLease(
        IQueueTransport transport, QueueMessage message, TimeSpan length, TimeProvider time, ILogger logger)
    {
        this.transport = transport;
        this.message = message;
        this.length = length;
        this.time = time;
        this.logger = logger;
        heldUntil = time.GetUtcNow() + length;
        renewing = RenewAsync();
    }

    /// <summary>
    /// Cancelled when somebody else may have the message: what goes on here would be done twice.
    /// </summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Ends the renewal and returns the message with the receipt that counts.</summary>
    public async Task<QueueMessage> EndAsync()
    {
        await ended.CancelAsync();
        await renewing;
        return message;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        ended.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(length / 3, time, ended.Token);
                if (!await TryRenewAsync())
                {
                    logger.LogWarning("The lease of message {Message} is lost", message.Id);
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The function has ended: the usual way out.
            return;
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            // Not cancelled half-way: the receipt that counts would be unknown.
            var begin = time.GetUtcNow();
            var renewed = await transport.RenewAsync(message, length, CancellationToken.None);
            (message, heldUntil) = renewed is null ? (message, begin) : (renewed, begin + length);
            return renewed is not null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogWarning(failure, "The lease of message {Message} could not be renewed", message.Id);
            return time.GetUtcNow() < heldUntil;
        }
    }
}
