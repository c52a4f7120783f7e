using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Points;

/// <summary>All recovery points, one for each backup run. Every call may be repeated.</summary>
public sealed class RecoveryPoints
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal RecoveryPoints(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>
    /// Enters the point of a run, as taken, or as stored where it names a snapshot. Again for the same run: a
    /// snapshot named later makes it stored, and one written anew takes the place of one not yet verified.
    /// </summary>
    public Task<PointRecord> RecordAsync(NewPoint point, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var now = time.GetUtcNow();
                var row = await context.Points.SingleOrDefaultAsync(
                    known => known.Run == point.Run.Value, cancellationToken);
                if (row is null)
                {
                    row = NewRow(point, now);
                    context.Points.Add(row);
                }

                if (point.Snapshot is not null)
                {
                    Store(row, point, now);
                }

                return PointRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>Tells what happened to the point of a run.</summary>
    /// <param name="run">The run that took the point.</param>
    /// <param name="happened">The event; one that came before changes nothing.</param>
    /// <param name="because">
    /// Why, for <see cref="RecoveryPointEvent.Fail"/> and <see cref="RecoveryPointEvent.Expire"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<PointRecord> AdvanceAsync(
        RunId run, RecoveryPointEvent happened, string? because, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row =
                    await context.Points.SingleOrDefaultAsync(
                        known => known.Run == run.Value, cancellationToken)
                    ?? throw Unknown(run.Value);
                var now = time.GetUtcNow();
                PointRows.Enter(row, happened, because, now);
                if (happened is RecoveryPointEvent.Expire or RecoveryPointEvent.Fail)
                {
                    await AuditChain.AppendAsync(
                        context, Ended(row, happened, because), now, cancellationToken);
                }

                return PointRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>Takes their proof from all points of a component; they count as before.</summary>
    public Task DoubtAsync(ComponentAddress component, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var now = time.GetUtcNow();
                foreach (var row in await context.Points.Of(component)
                    .Where(point => point.State == RecoveryPointState.Proven).ToListAsync(cancellationToken))
                {
                    PointRows.Enter(row, RecoveryPointEvent.Doubt, null, now);
                }

                return true;
            },
            cancellationToken);

    /// <summary>The point of a run; null when it has none.</summary>
    public Task<PointRecord?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
                await context.Points.SingleOrDefaultAsync(
                    row => row.Run == run.Value, cancellationToken) is { } row
                    ? PointRows.ToRecord(row)
                    : null,
            cancellationToken);

    /// <summary>Points, the newest first.</summary>
    public Task<Page<PointRecord>> ListAsync(
        PointFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var (system, component) = (filter.System?.Value, filter.Component?.Value);
        var (after, size) = (page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var points = filter.Restorable ? context.Points.Restorable() : context.Points;
                var rows = await points
                    .Where(row => system == null || row.System == system)
                    .Where(row => component == null || row.Component == component)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, PointRows.ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    /// <summary>All restorable points of a component that are not older than a time, the newest
    /// first.</summary>
    public Task<IReadOnlyList<PointRecord>> ListSinceAsync(
        ComponentAddress component, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PointRecord>>(
            async context => [
                .. (await context.Points.Of(component).Restorable()
                    .Where(point => point.ConsistencyTime >= since)
                    .OrderByDescending(point => point.ConsistencyTime)
                    .ThenByDescending(point => point.Number)
                    .ToListAsync(cancellationToken)).Select(PointRows.ToRecord)],
            cancellationToken);

    /// <summary>
    /// The newest restorable point of a component, of a time not after <paramref name="at"/> if given.
    /// </summary>
    /// <returns>Null when there is none.</returns>
    public Task<PointRecord?> NewestAsync(
        ComponentAddress component, DateTimeOffset? at, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var row = await context.Points.Of(component).Restorable()
                    .Where(point => at == null || point.ConsistencyTime <= at)
                    .OrderByDescending(point => point.ConsistencyTime)
                    .FirstOrDefaultAsync(cancellationToken);
                return row is null ? null : PointRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>The proven point of a component that was proven last; null where none is.</summary>
    public Task<PointRecord?> ProvenLastAsync(
        ComponentAddress component, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var row = await context.Points.Of(component)
                    .Where(point => point.State == RecoveryPointState.Proven)
                    .OrderByDescending(point => point.ProvenAt)
                    .FirstOrDefaultAsync(cancellationToken);
                return row is null ? null : PointRows.ToRecord(row);
            },
            cancellationToken);

    /// <summary>
    /// The point of a component that somebody names: <c>latest</c>, the id of the run that took it, or the
    /// beginning of its snapshot's id.
    /// </summary>
    /// <exception cref="MeshException">
    /// <c>unknown-point</c>, <c>ambiguous-point</c>, or <c>unusable-point</c> for one that does not count.
    /// </exception>
    public async Task<PointRecord> ResolveAsync(
        ComponentAddress component, string name, CancellationToken cancellationToken)
    {
        if (name == "latest")
        {
            return await NewestAsync(component, null, cancellationToken) ?? throw new MeshException(
                "unknown-point",
                component.ToString(),
                "it has no verified recovery point",
                $"back it up first: mesh backup run {component}",
                ExitCode.BadInput);
        }

        var found = await database.ReadAsync(
            context => context.Points.Of(component)
                .Where(row => row.Run == name || (name.Length >= 4 && row.Snapshot!.StartsWith(name)))
                .OrderBy(row => row.Number)
                .Take(2)
                .ToListAsync(cancellationToken),
            cancellationToken);
        return found switch
        {
            [] => throw Unknown(name),
            [var row] when RecoveryPointLife.Counts(row.State) => PointRows.ToRecord(row),
            [var row] => throw new MeshException(
                "unusable-point",
                name,
                $"the point is {Words.Of(row.State)}",
                "choose a verified one",
                ExitCode.BadInput),
            _ => throw new MeshException(
                "ambiguous-point",
                name,
                "several points begin so",
                "write more of the id",
                ExitCode.BadInput),
        };
    }

    private static MeshException Unknown(string name) => new(
        "unknown-point",
        name,
        "there is no such recovery point",
        "'mesh points' lists them",
        ExitCode.BadInput);

    private static NewAuditEntry Ended(PointRow row, RecoveryPointEvent happened, string? because) =>
        new("mesh", $"point-{Words.Of(row.State)}", $"{row.System}/{row.Component}")
        {
            Key = $"{row.Run}:point-{Words.Of(happened)}",
            Details = because is null ? row.Run : $"{row.Run}: {because}",
        };

    private static void Store(PointRow row, NewPoint point, DateTimeOffset now)
    {
        if (row.State is not (RecoveryPointState.Taken or RecoveryPointState.Stored))
        {
            // Said again, late: the point has gone on meanwhile, and only another snapshot would be news.
            RefuseAnother(row, point);
            return;
        }

        PointRows.Enter(row, RecoveryPointEvent.Store, null, now);
        row.Snapshot = point.Snapshot;
        row.Files = point.Files;
        row.Bytes = point.Bytes;
        row.StoredBytes = point.StoredBytes;
    }

    private static void RefuseAnother(PointRow row, NewPoint point)
    {
        if (row.Snapshot != point.Snapshot)
        {
            throw new MeshException(
                "point-conflict",
                row.Run,
                $"its point is {Words.Of(row.State)} with another snapshot",
                "a run has one recovery point; this is a defect, report it");
        }
    }

    private static PointRow NewRow(NewPoint point, DateTimeOffset now) => new()
    {
        Run = point.Run.Value,
        System = point.Component.System.Value,
        Component = point.Component.Component.Value,
        Repository = point.Repository,
        Mode = point.Mode,
        Snapshot = null,
        State = RecoveryPointState.Taken,
        ConsistencyTime = point.ConsistencyTime,
        Position = point.Position,
        TakenAt = now,
    };
}
