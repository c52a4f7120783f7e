using System.Text.Json;
using Mesh.Activities.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Movements;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Movements;

/// <summary>Puts a movement into the queue of the site that holds the data.</summary>
public sealed class SendMovementActivity(IMovementSender sender, MovementOptions options)
{
    [Function(ActivityNames.SendMovement)]
    public async Task<Done> Run(
        [ActivityTrigger] MovementMessage message, CancellationToken cancellationToken)
    {
        await sender.SendAsync(options.MovementsQueue, JsonSerializer.Serialize(message), cancellationToken);
        return new Done();
    }
}
