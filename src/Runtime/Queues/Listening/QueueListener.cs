using Mesh.Runtime.Functions;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Queues.Listening;

/// <summary>
/// Feeds one queue to its function: in batches, the next one fetched when few of the last are left, with
/// growing pauses while the queue is empty, which a message sent by this process cuts short.
/// </summary>
internal sealed class QueueListener : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly string queue;
    private readonly IQueueTransport transport;
    private readonly QueueSettings settings;
    private readonly MessageProcessor processor;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    // Never disposed, for a sender may just be waking us: it holds nothing that has to be given back.
    private readonly SemaphoreSlim wakeUp = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly RunningMessages running = new();
    private Task loop = Task.CompletedTask;
    private bool isAway;

    public QueueListener(
        FunctionEntry function,
        string queue,
        IQueueTransport transport,
        QueueSettings settings,
        MessageProcessor processor,
        TimeProvider time,
        ILogger logger)
    {
        Function = function;
        this.queue = queue;
        this.transport = transport;
        this.settings = settings;
        this.processor = processor;
        this.time = time;
        this.logger = logger;
    }

    public FunctionEntry Function { get; }

    public void Start()
    {
        transport.Sent += Wake;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Receives no more; what runs goes on, counted among the active invocations.</summary>
    public async Task StopReceivingAsync()
    {
        transport.Sent -= Wake;
        await stopping.CancelAsync();
        await loop;
    }

    /// <summary>Returns when the last message in work is settled.</summary>
    public Task SettledAsync() => running.AtMostAsync(0, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopReceivingAsync();
        await SettledAsync();
        stopping.Dispose();
    }

    private void Wake(string sentTo)
    {
        if (sentTo == queue && wakeUp.CurrentCount == 0)
        {
            wakeUp.Release();
        }
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await running.AtMostAsync(settings.NewBatchThreshold, stopping.Token);
                if (await FetchAsync() > 0)
                {
                    pause = FirstPause;
                    continue;
                }

                await wakeUp.WaitAsync(pause, time, stopping.Token);
                pause = Shorter(pause * 2, settings.MaxPollingInterval);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogDebug("Queue {Queue} is no longer read", queue);
        }
    }

    private async Task<int> FetchAsync()
    {
        try
        {
            var batch = await transport.ReceiveAsync(
                queue, settings.BatchSize, settings.Lease, CancellationToken.None);
            ReportReturn();
            foreach (var message in batch)
            {
                running.Add(Task.Run(() => processor.ProcessAsync(Function, message)));
            }

            return batch.Count;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A store that is away comes back: the pauses keep growing until it does, and one line is enough.
            if (!isAway)
            {
                logger.LogWarning(
                    failure, "Queue {Queue} cannot be read from {Location}", queue, transport.Location);
            }

            isAway = true;
            return 0;
        }
    }

    private void ReportReturn()
    {
        if (isAway)
        {
            logger.LogInformation("Queue {Queue} can be read again", queue);
        }

        isAway = false;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
