using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Captures;

/// <summary>What keeps the capture of logs going.</summary>
public sealed class CaptureFunctions(CaptureKeeper keeper)
{
    /// <summary>Opens, starts and ends the capture of logs as the systems ask for it.</summary>
    [Function("KeepLogs")]
    public Task Keep(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => keeper.KeepAllAsync(client, cancellationToken);
}
