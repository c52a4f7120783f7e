using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Orchestrations.Movements;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Movements;

/// <summary>Does a movement and puts what came of it into the results queue.</summary>
public sealed class DoMovementFunction(
    MovementWorker worker,
    MovementReporter reporter,
    IMovementSender sender,
    MovementOptions options,
    ILogger<DoMovementFunction> log)
{
    [Function("DoMovement")]
    public async Task Run(
        [QueueTrigger("%MESH_MOVEMENTS_QUEUE%")] MovementMessage message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!await MovementGate.WantsAsync(client, message, cancellationToken))
        {
            log.LogInformation(
                "Movement {Movement} of run {Run} came too late and is left undone",
                message.MovementId, message.Run.RunId);
            return;
        }

        var doing = worker.DoAsync(message, cancellationToken);
        await reporter.WhileAsync(message, doing, cancellationToken);
        var result = await doing;
        await sender.SendAsync(options.ResultsQueue, JsonSerializer.Serialize(result), cancellationToken);
    }
}
