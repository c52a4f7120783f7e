using System.Text.Json;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Restores;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Incidents;

/// <summary>Enters the restore that was approved for an incident, once a decision.</summary>
public sealed class EnterIncidentRestoreActivity(
    IncidentCourse course, RestoreChooser chooser, RestoreEntry entry, RunStarter starter)
{
    [Function(ActivityNames.EnterIncidentRestore)]
    public async Task<EnteredRestore> Run(
        [ActivityTrigger] IncidentName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var decision = (await course.GetAsync(name.IncidentId, cancellationToken)).Decision;
        if (decision?.Restore is null)
        {
            return new EnteredRestore(null, "no restore was approved");
        }

        try
        {
            var wanted = JsonSerializer.Deserialize<RestoreRequest>(decision.Restore)!;
            var choice = await chooser.ChooseAsync(wanted, cancellationToken);
            var id = RunId.Named(
                new ComponentAddress(SystemName.Parse(wanted.System), ComponentName.Parse(wanted.Component)),
                decision.At,
                $"{name.IncidentId}/{decision.Question}");
            var entered = await entry.EnterAsync(
                wanted, choice, id, $"{decision.By}, by incident {name.IncidentId}", cancellationToken);
            return new EnteredRestore(await starter.InputAsync(entered, cancellationToken));
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.BadInput || error.Code == "component-busy")
        {
            return new EnteredRestore(null, error.Message);
        }
    }
}
