using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Captures;

/// <summary>What keeps the capture of logs going, and what they hold in order.</summary>
public sealed class CaptureFunctions(CaptureKeeper keeper, LogTender tender)
{
    /// <summary>Opens, starts and ends the capture of logs as the systems ask for it.</summary>
    [Function("KeepLogs")]
    public Task Keep(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => keeper.KeepAllAsync(client, cancellationToken);

    /// <summary>Folds what logs hold, and drops what no recovery point needs.</summary>
    [Function("TendLogs")]
    public Task Tend(
        [TimerTrigger("%MESH_TEND_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => tender.TendAllAsync(client, cancellationToken);
}
