using System.Text.Json;
using Mesh.Orchestrations.Movements;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Movements;

/// <summary>
/// Takes movements that were delivered too often without being done, and tells their runs. The run may send a
/// movement anew: what ended its workers may have been something else.
/// </summary>
public sealed class GiveUpMovementFunction(ILogger<GiveUpMovementFunction> log)
{
    [Function("GiveUpMovement")]
    public async Task Run(
        [QueueTrigger("%MESH_MOVEMENTS_QUEUE%-poison")] string body,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (Read(body) is { } message)
        {
            var reason =
                $"movement {message.MovementId} ({message.Kind}) was delivered again and again without being "
                + "done: whoever works on it dies or cannot answer";
            await TakeMovementResultFunction.DeliverAsync(
                client, MovementResult.Failed(message, reason, retryable: true), cancellationToken);
        }
    }

    private MovementMessage? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<MovementMessage>(body);
        }
        catch (JsonException error)
        {
            log.LogError(error, "A message in the movements queue is not a movement; it is dropped");
            return null;
        }
    }
}
