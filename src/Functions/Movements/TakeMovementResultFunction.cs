using Mesh.Orchestrations.Movements;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Movements;

/// <summary>
/// Hands a result to its run, as the event named by the movement. A result that nobody awaits is dropped.
/// </summary>
public static class TakeMovementResultFunction
{
    [Function("TakeMovementResult")]
    public static Task Run(
        [QueueTrigger("%MESH_RESULTS_QUEUE%")] MovementResult result,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        return DeliverAsync(client, result, cancellationToken);
    }

    /// <summary>Raises the event unless the run is over.</summary>
    internal static async Task DeliverAsync(
        DurableTaskClient client, MovementResult result, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(result.RunId, cancellationToken);
        if (instance is { IsCompleted: false })
        {
            await client.RaiseEventAsync(result.RunId, result.MovementId, result, cancellationToken);
        }
    }
}
