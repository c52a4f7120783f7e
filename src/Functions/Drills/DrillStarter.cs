using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Activities.Drills;
using Mesh.Activities.Locks;
using Mesh.Catalog.Drills;
using Mesh.Domain.Drills;
using Mesh.Domain.Names;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Drills;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Drills;

/// <summary>
/// Enters drills and starts them. Entering comes first: one whose start was cut off is found there and
/// started later.
/// </summary>
public sealed class DrillStarter(
    DrillBook drills,
    DrillPlanner planner,
    DrillSweeper sweeper,
    DrillCloser closer,
    ReleaseRunLockActivity release,
    TimeProvider time,
    RandomNumberGenerator random)
{
    /// <summary>Enters a drill and starts it.</summary>
    /// <param name="client">Starts it.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="by">Who asks, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DrillRecord> RequestAsync(
        DurableTaskClient client, DrillRequest request, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        var system = SystemName.Parse(request.System);
        var input = await planner.OfAsync(request, by, NewId(system), cancellationToken);
        var entered = await drills.RequestAsync(
            new NewDrill(input.DrillId, system, by, input.RequestedAt, JsonSerializer.Serialize(input)),
            cancellationToken);
        await InstanceStart.OnceAsync(
            client, OrchestratorNames.Drill, input.DrillId, input, cancellationToken);
        return entered;
    }

    /// <summary>
    /// Starts what was entered and not started, and closes what was ended from outside: nothing of it is left
    /// then. May be repeated.
    /// </summary>
    public async Task MendAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var entered in await drills.UnderWayAsync(cancellationToken))
        {
            var input = JsonSerializer.Deserialize<DrillInput>(entered.Drill.Input)!;
            var instance = await client.GetInstanceAsync(input.DrillId, cancellationToken);
            if (instance is null)
            {
                await InstanceStart.OnceAsync(
                    client, OrchestratorNames.Drill, input.DrillId, input, cancellationToken);
            }
            else if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Failed
                or OrchestrationRuntimeStatus.Terminated)
            {
                await CloseAsync(input, cancellationToken);
            }
        }
    }

    private async Task CloseAsync(DrillInput input, CancellationToken cancellationToken)
    {
        await sweeper.SweepAsync(input.DrillId, cancellationToken);
        foreach (var part in input.Parts.DistinctBy(part => part.Run.Repository))
        {
            await release.Run(part.Run, cancellationToken);
        }

        await closer.CloseAsync(
            new DrillReport
            {
                DrillId = input.DrillId,
                System = input.System,
                Revision = input.Revision,
                ManifestSha256 = input.ManifestSha256,
                RequestedBy = input.RequestedBy,
                RequestedAt = input.RequestedAt,
                Started = input.RequestedAt,
                Ended = time.GetUtcNow(),
                State = DrillState.Failed,
                Reason = "it was ended from outside, or could not enter its report",
                IsClean = true,
            },
            cancellationToken);
    }

    private string NewId(SystemName system)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        return $"{system}.drill.{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}-"
            + Convert.ToHexStringLower(bytes);
    }
}
