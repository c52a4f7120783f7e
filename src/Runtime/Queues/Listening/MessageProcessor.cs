using Mesh.Runtime.Functions;
using Mesh.Runtime.Functions.Invoking;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Queues.Listening;

/// <summary>Runs the function of a message under its lease, and settles the message by the outcome.</summary>
internal sealed class MessageProcessor(
    IQueueTransport transport,
    QueueSettings settings,
    FunctionInvoker invoker,
    ActiveInvocations active,
    TimeProvider time,
    ILogger logger)
{
    private const string PoisonSuffix = "-poison";

    public async Task ProcessAsync(FunctionEntry function, QueueMessage message)
    {
        try
        {
            await RunAsync(function, message);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Settling failed: the message becomes visible again when its lease is over.
            logger.LogError(
                failure,
                "Message {Message} of queue {Queue} could not be settled",
                message.Id,
                message.Queue);
        }
    }

    private async Task RunAsync(FunctionEntry function, QueueMessage message)
    {
        // A worker that died with the message has never settled it, only the count tells.
        if (message.DequeueCount > settings.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message);
            return;
        }

        await using var lease = new MessageLease(transport, message, settings.Lease, time, logger);
        Exception? failure = null;
        try
        {
            await invoker.InvokeAsync(function, message.Body, lease.Lost);
        }
        catch (Exception caught) when (caught is not OutOfMemoryException)
        {
            failure = caught;
        }

        var held = await lease.EndAsync();
        if (failure is null)
        {
            await CompleteAsync(held);
        }
        else
        {
            await FailAsync(function, held, failure);
        }
    }

    private async Task CompleteAsync(QueueMessage message)
    {
        if (!await transport.DeleteAsync(message, CancellationToken.None))
        {
            logger.LogWarning(
                "Message {Message} of queue {Queue} was done after its lease was lost: it is delivered again",
                message.Id,
                message.Queue);
        }
    }

    private async Task FailAsync(FunctionEntry function, QueueMessage message, Exception failure)
    {
        if (active.Cancelled.IsCancellationRequested)
        {
            logger.LogInformation(
                "{Function} was cancelled by the stop; its message is delivered again", function.Name);
            await transport.RenewAsync(message, TimeSpan.Zero, CancellationToken.None);
            return;
        }

        logger.LogError(
            failure,
            "{Function} failed on message {Message}, delivery {Count} of {Max}",
            function.Name,
            message.Id,
            message.DequeueCount,
            settings.MaxDequeueCount);
        if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message);
        }
        else
        {
            await transport.RenewAsync(message, settings.VisibilityTimeout, CancellationToken.None);
        }
    }

    private async Task MoveToPoisonAsync(QueueMessage message)
    {
        var poison = message.Queue + PoisonSuffix;
        if (message.Queue.EndsWith(PoisonSuffix, StringComparison.Ordinal) || !QueueLimits.IsName(poison))
        {
            // There is nowhere to put it. It has had its deliveries, so it is not run again, as on Azure; it
            // stays for people to look at, and is told of whenever its lease is over.
            logger.LogError(
                "Message {Message} of queue {Queue} failed {Max} times and stays there",
                message.Id,
                message.Queue,
                settings.MaxDequeueCount);
            return;
        }

        if (await transport.RenewAsync(message, settings.Lease, CancellationToken.None) is not { } held)
        {
            logger.LogWarning(
                "Message {Message} of queue {Queue} is no longer ours to move", message.Id, message.Queue);
            return;
        }

        // Copied first: a death in between leaves the message twice, never not at all.
        await transport.SendAsync(poison, message.Body, TimeSpan.Zero, CancellationToken.None);
        await transport.DeleteAsync(held, CancellationToken.None);
        logger.LogError(
            "Message {Message} of queue {Queue} is now in {Poison}", message.Id, message.Queue, poison);
    }
}
