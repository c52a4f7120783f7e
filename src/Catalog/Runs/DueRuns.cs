using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Runs;

/// <summary>Turns due occurrences of schedules into runs.</summary>
public sealed class DueRuns
{
    private const string Schedule = "schedule";

    private readonly SystemRegistry systems;
    private readonly RunLog runs;
    private readonly RecoveryPoints points;
    private readonly TimeProvider time;

    internal DueRuns(SystemRegistry systems, RunLog runs, RecoveryPoints points, TimeProvider time)
    {
        this.systems = systems;
        this.runs = runs;
        this.points = points;
        this.time = time;
    }

    /// <summary>
    /// Enters a run for each component whose backup or proof is due now and has none active. Whoever calls
    /// it, and however often, an occurrence is entered once; occurrences missed while nobody called give one
    /// run.
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
                    var backup = await ClaimBackupAsync(system, component, cancellationToken);
                    var proof = await ClaimProofAsync(system, component, cancellationToken);
                    claimed.AddRange(new[] { backup, proof }.OfType<RunRecord>());
                }
            },
            cancellationToken);
        return claimed;
    }

    private async Task<RunRecord?> ClaimBackupAsync(
        SystemRecord system, ComponentDefinition component, CancellationToken cancellationToken)
    {
        var address = system.Definition.AddressOf(component);
        if (system.Definition.ScheduleOf(component) is not { } schedule
            || schedule.Due(
                await SinceAsync(system, address, RunKind.Backup, cancellationToken), time.GetUtcNow())
                is not { } due)
        {
            return null;
        }

        var id = RunId.Scheduled(address, due.Occurrence);
        var run = new NewRun(id, address, system.Revision, RunKind.Backup, Schedule) { Mode = due.Mode };
        return await runs.TryClaimAsync(run, due.Occurrence, cancellationToken);
    }

    // Before there is a point there is nothing to prove, and what was due meanwhile stays due.
    private async Task<RunRecord?> ClaimProofAsync(
        SystemRecord system, ComponentDefinition component, CancellationToken cancellationToken)
    {
        var address = system.Definition.AddressOf(component);
        if (component is not DatabaseComponent { Prove: { } rules }
            || rules.Due(
                await SinceAsync(system, address, RunKind.Proof, cancellationToken), time.GetUtcNow())
                is not { } occurrence
            || await points.NewestAsync(address, null, cancellationToken) is not { } newest)
        {
            return null;
        }

        var id = RunId.ScheduledProof(address, occurrence);
        var run = new NewRun(id, address, system.Revision, RunKind.Proof, Schedule)
        {
            Point = newest.Run.Value,
        };
        return await runs.TryClaimAsync(run, occurrence, cancellationToken);
    }

    // A component that was removed and declared again begins anew: what was missed in between is nobody's.
    private async Task<DateTimeOffset> SinceAsync(
        SystemRecord system, ComponentAddress address, RunKind kind, CancellationToken cancellationToken)
    {
        var since = system.ComponentsSince[address.Component];
        var last = await runs.LastOccurrenceAsync(address, kind, cancellationToken);
        return last > since ? last.Value : since;
    }
}
