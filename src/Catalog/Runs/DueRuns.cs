using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Runs;

/// <summary>Turns due occurrences of schedules into runs.</summary>
public sealed class DueRuns
{
    private readonly SystemRegistry systems;
    private readonly RunLog runs;
    private readonly TimeProvider time;

    internal DueRuns(SystemRegistry systems, RunLog runs, TimeProvider time)
    {
        this.systems = systems;
        this.runs = runs;
        this.time = time;
    }

    /// <summary>
    /// Enters a run for each component that is due now and has no active backup. Whoever calls it, and
    /// however often, an occurrence is entered once; occurrences missed while nobody called give one run.
    /// </summary>
    /// <returns>
    /// The runs entered by this call. A caller that dies before it started them leaves them queued: start
    /// queued runs of <see cref="RunLog.ListAsync"/> too.
    /// </returns>
    /// <exception cref="Domain.Errors.MeshException">
    /// A system could not be read. The others had their turn; their runs are queued.
    /// </exception>
    public async Task<IReadOnlyList<RunRecord>> ClaimAsync(CancellationToken cancellationToken)
    {
        var claimed = new List<RunRecord>();
        await EverySystem.VisitAsync(
            systems,
            async system =>
            {
                foreach (var component in system.Definition.Components)
                {
                    if (await ClaimAsync(system, component, cancellationToken) is { } run)
                    {
                        claimed.Add(run);
                    }
                }
            },
            cancellationToken);
        return claimed;
    }

    private async Task<RunRecord?> ClaimAsync(
        SystemRecord system, ComponentDefinition component, CancellationToken cancellationToken)
    {
        var address = system.Definition.AddressOf(component);
        if (system.Definition.ScheduleOf(component) is not { } schedule
            || await DueAsync(system, address, schedule, cancellationToken) is not { } due)
        {
            return null;
        }

        return await runs.TryClaimAsync(address, due, system.Revision, cancellationToken);
    }

    private async Task<DueRun?> DueAsync(
        SystemRecord system, ComponentAddress address, Schedule schedule, CancellationToken cancellationToken)
    {
        // A component that was removed and declared again begins anew: what was missed in between is
        // nobody's.
        var since = system.ComponentsSince[address.Component];
        var last = await runs.LastOccurrenceAsync(address, cancellationToken);
        return schedule.Due(last > since ? last.Value : since, time.GetUtcNow());
    }
}
