using Mesh.Catalog.Runs;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Puts together what the catalogue and the orchestration know of a run.</summary>
public sealed class RunReader(RunLog runs, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A run by its id.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>unknown-run</c></exception>
    public async Task<RunView> GetAsync(
        DurableTaskClient client, RunId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var run = RunView.Of(await runs.GetAsync(id, cancellationToken));
        var instance = await client.GetInstanceAsync(id.Value, getInputsAndOutputs: true, cancellationToken);
        if (run.IsOver() && instance is { IsCompleted: false })
        {
            instance = await EndOfAsync(client, id, cancellationToken) ?? instance;
        }

        return run with
        {
            Status = run.IsOver() || instance?.SerializedCustomStatus is null
                ? null
                : instance.ReadCustomStatusAs<RunStatus>(),
            Outcome = instance is
                { RuntimeStatus: OrchestrationRuntimeStatus.Completed, SerializedOutput: not null }
                ? instance.ReadOutputAs<RunOutcome>()
                : null,
        };
    }

    // A run closes its row just before its orchestration ends, with the outcome that is wanted here.
    private async Task<OrchestrationMetadata?> EndOfAsync(
        DurableTaskClient client, RunId id, CancellationToken cancellationToken)
    {
        try
        {
            return await client
                .WaitForInstanceCompletionAsync(id.Value, getInputsAndOutputs: true, cancellationToken)
                .WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
