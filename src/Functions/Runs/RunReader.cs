using Mesh.Catalog.Runs;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Puts together what the catalogue and the orchestration know of a run.</summary>
public sealed class RunReader(RunLog runs)
{
    /// <summary>A run by its id.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>unknown-run</c></exception>
    public async Task<RunView> GetAsync(
        DurableTaskClient client, RunId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var instance = await client.GetInstanceAsync(id.Value, getInputsAndOutputs: true, cancellationToken);
        var run = RunView.Of(await runs.GetAsync(id, cancellationToken));
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
}
