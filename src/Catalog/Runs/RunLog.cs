using System.Text.Json;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Runs;

/// <summary>
/// All runs. Every call may be repeated: a run is asked for once per id, begins and ends once, and holds each
/// phase and counter once. At most one backup and one proof of a component, and one restore to a target,
/// is active at a time.
/// </summary>
public sealed class RunLog
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal RunLog(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>
    /// Enters a run that somebody asked for; the run of that id where there is one already.
    /// </summary>
    /// <exception cref="MeshException"><c>component-busy</c>: an active run is in the way; the message names
    /// it.</exception>
    public Task<RunRecord> RequestAsync(NewRun run, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                if (await context.Runs.SingleOrDefaultAsync(
                    row => row.Id == run.Id.Value, cancellationToken) is { } same)
                {
                    return RunRows.ToRecord(same);
                }

                var row = NewRow(run, RunTrigger.Manual, null);
                if (await FreezerAsync(context, row, cancellationToken) is { } freezer
                    && freezer != run.Runbook)
                {
                    throw new MeshException(
                        "system-frozen",
                        run.Component.ToString(),
                        $"backups rest while the runbook '{freezer}' is under way",
                        "wait for it, or undo it",
                        ExitCode.Locked);
                }

                if (await HolderAsync(context, row.Occupies!, cancellationToken) is { } holder)
                {
                    throw new MeshException(
                        "component-busy",
                        run.Component.ToString(),
                        run.Kind == RunKind.Restore
                            ? $"the restore '{holder}' is writing to {run.Target}"
                            : $"the {Words.Of(run.Kind)} '{holder}' is active",
                        "wait for it, or cancel it",
                        ExitCode.Locked);
                }

                await EnterAsync(context, row, cancellationToken);
                return RunRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>
    /// Enters the run of a due occurrence; null when the occurrence was entered before, by whomever, or while
    /// another run of its kind and component is active (the occurrence then stays due).
    /// </summary>
    public Task<RunRecord?> TryClaimAsync(
        NewRun run, DateTimeOffset occurrence, CancellationToken cancellationToken) =>
        database.ChangeAsync<RunRecord?>(
            async context =>
            {
                var row = NewRow(run, RunTrigger.Schedule, occurrence);
                var last = await LastOccurrenceAsync(context, run.Component, run.Kind, cancellationToken);
                if (last >= occurrence
                    || await FreezerAsync(context, row, cancellationToken) is not null
                    || await HolderAsync(context, row.Occupies!, cancellationToken) is not null)
                {
                    return null;
                }

                await EnterAsync(context, row, cancellationToken);
                return RunRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>Tells what happened to a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="happened">The event; one that came before changes nothing.</param>
    /// <param name="error">Why, for <see cref="RunEvent.Fail"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<RunRecord> AdvanceAsync(
        RunId id, RunEvent happened, RunError? error, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await RunRows.GetAsync(context, id, cancellationToken);
                var next = RunLife.Next(row.State, happened);
                if (next != row.State)
                {
                    await EnterStateAsync(context, row, next, error, cancellationToken);
                }

                return RunRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>Adds a phase; one of the same name and begin replaces the former.</summary>
    public Task<RunRecord> RecordPhaseAsync(RunId id, PhaseTime phase, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await RunRows.GetAsync(context, id, cancellationToken);
                var phases = RunRows.Phases(row);
                phases.RemoveAll(known => known.Name == phase.Name && known.Started == phase.Started);
                phases.Add(phase);
                row.Phases = JsonSerializer.Serialize(phases);
                return RunRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>Sets counters (files, bytes and the like) to the given values; others stay.</summary>
    public Task<RunRecord> RecordCountersAsync(
        RunId id, IReadOnlyDictionary<string, long> counters, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await RunRows.GetAsync(context, id, cancellationToken);
                var all = RunRows.Counters(row);
                foreach (var (name, value) in counters)
                {
                    all[name] = value;
                }

                row.Counters = JsonSerializer.Serialize(all);
                return RunRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>A run by its id; null when there is none.</summary>
    public Task<RunRecord?> FindAsync(RunId id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
                await context.Runs.SingleOrDefaultAsync(
                    row => row.Id == id.Value, cancellationToken) is { } row
                    ? RunRows.ToRecord(row)
                    : null,
            cancellationToken);

    /// <summary>A run by its id.</summary>
    /// <exception cref="MeshException"><c>unknown-run</c>: there is none.</exception>
    public Task<RunRecord> GetAsync(RunId id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => RunRows.ToRecord(await RunRows.GetAsync(context, id, cancellationToken)),
            cancellationToken);

    /// <summary>Runs, the newest first.</summary>
    public Task<Page<RunRecord>> ListAsync(
        RunFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var (system, component) = (filter.System?.Value, filter.Component?.Value);
        var (after, size) = (page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Runs
                    .Where(row => system == null || row.System == system)
                    .Where(row => component == null || row.Component == component)
                    .Where(row => filter.Kind == null || row.Kind == filter.Kind)
                    .Where(row => filter.State == null || row.State == filter.State)
                    .Where(row => !filter.ActiveOnly || row.Occupies != null)
                    .Where(row => filter.Purpose == null || row.Purpose == filter.Purpose)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, RunRows.ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    /// <summary>
    /// The newest occurrence that was entered for runs of a kind of a component; null when none ever was.
    /// </summary>
    public Task<DateTimeOffset?> LastOccurrenceAsync(
        ComponentAddress component, RunKind kind, CancellationToken cancellationToken) =>
        database.ReadAsync(
            context => LastOccurrenceAsync(context, component, kind, cancellationToken), cancellationToken);

    private static Task<DateTimeOffset?> LastOccurrenceAsync(
        CatalogContext context,
        ComponentAddress component,
        RunKind kind,
        CancellationToken cancellationToken) =>
        context.Runs
            .Where(row => row.Kind == kind)
            .Where(row => row.System == component.System.Value && row.Component == component.Component.Value)
            .Where(row => row.Occurrence != null)
            .OrderByDescending(row => row.Occurrence)
            .Select(row => row.Occurrence)
            .FirstOrDefaultAsync(cancellationToken);

    // A backup ends with forgetting what is not kept, which must not happen while production moves.
    private static Task<string?> FreezerAsync(
        CatalogContext context, RunRow row, CancellationToken cancellationToken) =>
        row.Kind != RunKind.Backup
            ? Task.FromResult<string?>(null)
            : context.Productions
                .Where(production => production.System == row.System)
                .Select(production => production.FrozenBy)
                .FirstOrDefaultAsync(cancellationToken);

    private static Task<string?> HolderAsync(
        CatalogContext context, string occupied, CancellationToken cancellationToken) =>
        context.Runs
            .Where(row => row.Occupies == occupied)
            .Select(row => row.Id)
            .FirstOrDefaultAsync(cancellationToken);

    private async Task EnterAsync(CatalogContext context, RunRow row, CancellationToken cancellationToken)
    {
        // What was read must be told from what is read after production was moved.
        row.Site = row.Kind != RunKind.Backup
            ? null
            : row.Site ?? await context.Productions
                .Where(production => production.System == row.System)
                .Select(production => production.Site)
                .FirstOrDefaultAsync(cancellationToken);
        context.Runs.Add(row);
        await AuditChain.AppendAsync(
            context,
            new NewAuditEntry(
                row.RequestedBy, $"{Words.Of(row.Kind)}-requested", $"{row.System}/{row.Component}")
            {
                Key = $"{row.Id}:requested",
                Details = row.Id,
            },
            time.GetUtcNow(),
            cancellationToken);
    }

    private async Task EnterStateAsync(
        CatalogContext context,
        RunRow row,
        RunState next,
        RunError? error,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        row.State = next;
        row.StartedAt ??= next == RunState.Running ? now : null;
        row.Error = error is null ? null : JsonSerializer.Serialize(error);
        if (!RunLife.IsActive(next))
        {
            row.EndedAt = now;
            row.Occupies = null;
            await AuditChain.AppendAsync(
                context,
                new NewAuditEntry(
                    "mesh", $"{Words.Of(row.Kind)}-{Words.Of(next)}", $"{row.System}/{row.Component}")
                {
                    Key = $"{row.Id}:ended",
                    Details = error is null ? row.Id : $"{row.Id}: {error.Code}",
                },
                now,
                cancellationToken);
        }
    }

    private RunRow NewRow(NewRun run, RunTrigger trigger, DateTimeOffset? occurrence) => new()
    {
        Id = run.Id.Value,
        System = run.Component.System.Value,
        Component = run.Component.Component.Value,
        SystemRevision = run.SystemRevision,
        Kind = run.Kind,
        Trigger = trigger,
        Mode = run.Mode,
        Occurrence = occurrence,
        RequestedBy = run.RequestedBy,
        Point = run.Point,
        Target = run.Target,
        Until = run.Until,
        Place = run.Place,
        Databases = run.Databases.Count == 0 ? null : JsonSerializer.Serialize(run.Databases),
        Tables = run.Tables.Count == 0 ? null : JsonSerializer.Serialize(run.Tables),
        TableAs = run.TableAs,
        Overwrite = run.Overwrite,
        Purpose = run.Purpose,
        Site = run.Site?.Value,
        State = RunState.Queued,
        Occupies = $"{Words.Of(run.Kind)}:{(run.Kind == RunKind.Restore ? run.Target : run.Component)}",
        RequestedAt = time.GetUtcNow(),
    };
}
