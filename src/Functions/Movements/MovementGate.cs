using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Movements;

/// <summary>
/// Decides whether a movement is still wanted: its run is alive and at the step that sent it. A message that
/// comes late must not, say, write over files that were restored and have been in use since.
/// </summary>
internal static class MovementGate
{
    /// <exception cref="MeshException">
    /// <c>movement-early</c>: the run's status does not show the step yet.
    /// </exception>
    public static async Task<bool> WantsAsync(
        DurableTaskClient client, MovementMessage message, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(
            message.Run.RunId, getInputsAndOutputs: true, cancellationToken);
        if (instance is null || instance.IsCompleted)
        {
            return false;
        }

        // On some hosts the status becomes visible only after what the step sends: such a message comes
        // again.
        var status = instance.SerializedCustomStatus is null
            ? null
            : instance.ReadCustomStatusAs<RunStatus>();
        if (status is null || status.Step < message.Step)
        {
            throw new MeshException(
                "movement-early",
                message.MovementId,
                $"run {message.Run.RunId} does not show step {message.Step} yet");
        }

        return status.Step == message.Step;
    }
}
