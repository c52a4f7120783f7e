using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Starts orchestrations by the ids of their instances, so that many may ask for the same.</summary>
internal static class InstanceStart
{
    /// <summary>Starts an instance that the caller has found missing; another may do so meanwhile.</summary>
    public static async Task OnceAsync(
        DurableTaskClient client,
        string orchestrator,
        string id,
        object input,
        CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator, input, new StartOrchestrationOptions(id), cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // Somebody else may have started it between the look and the start.
            if (await client.GetInstanceAsync(id, cancellationToken) is null)
            {
                throw;
            }
        }
    }

    /// <summary>Starts an instance unless it is at work; one that has ended begins anew.</summary>
    public static async Task AgainAsync(
        DurableTaskClient client,
        string orchestrator,
        string id,
        object input,
        CancellationToken cancellationToken)
    {
        var there = await client.GetInstanceAsync(id, cancellationToken);
        if (there is { IsCompleted: false })
        {
            return;
        }

        if (there is not null)
        {
            await client.PurgeInstanceAsync(id, cancellationToken);
        }

        await OnceAsync(client, orchestrator, id, input, cancellationToken);
    }
}
