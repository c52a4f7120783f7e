using Mesh.Catalog.Runs;
using Mesh.Catalog.Telemetry;
using Mesh.Functions.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Schedules;

/// <summary>What happens by the clock.</summary>
public sealed class ScheduleFunctions(
    DueRuns due, RunStarter starter, RunMender mender, ProtectionBoard protection)
{
    /// <summary>Starts what is due: each occurrence once, and one for all that were missed.</summary>
    [Function("StartDueBackups")]
    public async Task StartDue(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        foreach (var run in await due.ClaimAsync(cancellationToken))
        {
            await starter.StartAsync(client, run, cancellationToken);
        }
    }

    /// <summary>Starts what was entered and never started, and ends what was ended from outside.</summary>
    [Function("MendRuns")]
    public Task Mend(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => mender.MendAllAsync(client, cancellationToken);

    /// <summary>Measures the RPO of every component.</summary>
    [Function("SampleRpo")]
    public Task SampleRpo(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer, CancellationToken cancellationToken) =>
        protection.SampleAsync(cancellationToken);
}
