using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Logs;

/// <summary>
/// The captured logs of all components. Every call may be repeated: a log is opened and ends once, and what
/// is known of it only grows. A component has at most one open log.
/// </summary>
public sealed class LogStreams
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal LogStreams(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Opens the log that follows a recovery point; it bears the point's name.</summary>
    /// <exception cref="MeshException"><c>log-open</c>: the component has an open log that follows another
    /// point.</exception>
    public Task<LogStreamRecord> OpenAsync(
        ComponentAddress component, RunId basePoint, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                // A point's name begins with its component's, and is short enough for every store.
                if (await context.Logs.SingleOrDefaultAsync(
                    row => row.Stream == basePoint.Value, cancellationToken) is { } same)
                {
                    return ToRecord(same);
                }

                var occupies = component.ToString();
                if (await context.Logs.SingleOrDefaultAsync(
                    row => row.Occupies == occupies, cancellationToken) is { } open)
                {
                    throw new MeshException(
                        "log-open", occupies, $"its log '{open.Stream}' is open", "end that one first");
                }

                var row = new LogStreamRow
                {
                    Stream = basePoint.Value,
                    System = component.System.Value,
                    Component = component.Component.Value,
                    BasePoint = basePoint.Value,
                    StartedAt = time.GetUtcNow(),
                    Occupies = occupies,
                };
                context.Logs.Add(row);
                await AuditAsync(context, row, "log-started", row.Stream, cancellationToken);
                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>Says how far an open log reaches; of one that has ended nothing changes.</summary>
    /// <param name="stream">The log.</param>
    /// <param name="position">Where it reaches to.</param>
    /// <param name="through">All that was committed until then is held; null where that is not
    /// known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<LogStreamRecord> AdvanceAsync(
        string stream, string position, DateTimeOffset? through, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, stream, cancellationToken);
                if (row.EndedAt is null)
                {
                    row.Position = position.Length > 0 ? position : row.Position;
                    // What is known only grows, but for what a clock said that was ahead and was set back.
                    var known = row.CapturedThrough > time.GetUtcNow() ? null : row.CapturedThrough;
                    row.CapturedThrough = through > known ? through : known ?? through;
                }

                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>Ends a log; the first reason stays.</summary>
    public Task<LogStreamRecord> EndAsync(
        string stream, string because, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, stream, cancellationToken);
                if (row.EndedAt is null)
                {
                    row.EndedAt = time.GetUtcNow();
                    row.EndedBecause = because;
                    row.Occupies = null;
                    await AuditAsync(context, row, "log-ended", $"{stream}: {because}", cancellationToken);
                }

                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>
    /// Forgets a log that has ended, after all that it held was removed. One that is not there is none.
    /// </summary>
    /// <param name="stream">The log.</param>
    /// <param name="because">Why, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException"><c>log-open</c>: it has not ended.</exception>
    public Task RemoveAsync(string stream, string because, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                if (await context.Logs.SingleOrDefaultAsync(
                    row => row.Stream == stream, cancellationToken) is not { } row)
                {
                    return false;
                }

                if (row.EndedAt is null)
                {
                    throw new MeshException("log-open", stream, "it has not ended", "end it first");
                }

                context.Logs.Remove(row);
                await AuditAsync(context, row, "log-removed", $"{stream}: {because}", cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>A log by its name; null when there is none.</summary>
    public Task<LogStreamRecord?> FindAsync(string stream, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => await context.Logs.SingleOrDefaultAsync(
                row => row.Stream == stream, cancellationToken) is { } row ? ToRecord(row) : null,
            cancellationToken);

    /// <summary>The open log of a component; null when it has none.</summary>
    public Task<LogStreamRecord?> CurrentAsync(
        ComponentAddress component, CancellationToken cancellationToken)
    {
        var occupies = component.ToString();
        return database.ReadAsync(
            async context => await context.Logs.SingleOrDefaultAsync(
                row => row.Occupies == occupies, cancellationToken) is { } row ? ToRecord(row) : null,
            cancellationToken);
    }

    /// <summary>All logs that are open.</summary>
    public Task<IReadOnlyList<LogStreamRecord>> ListOpenAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LogStreamRecord>>(
            async context => [
                .. (await context.Logs.Where(row => row.Occupies != null).OrderBy(row => row.Number)
                    .ToListAsync(cancellationToken)).Select(ToRecord)],
            cancellationToken);

    /// <summary>All logs, open or ended.</summary>
    public Task<IReadOnlyList<LogStreamRecord>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LogStreamRecord>>(
            async context => [
                .. (await context.Logs.OrderBy(row => row.Number).ToListAsync(cancellationToken))
                    .Select(ToRecord)],
            cancellationToken);

    /// <summary>All logs of a component, the newest first.</summary>
    public Task<IReadOnlyList<LogStreamRecord>> ListAsync(
        ComponentAddress component, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LogStreamRecord>>(
            async context => [
                .. (await context.Logs
                    .Where(row => row.System == component.System.Value
                        && row.Component == component.Component.Value)
                    .OrderByDescending(row => row.Number)
                    .ToListAsync(cancellationToken)).Select(ToRecord)],
            cancellationToken);

    private static async Task<LogStreamRow> GetAsync(
        CatalogContext context, string stream, CancellationToken cancellationToken) =>
        await context.Logs.SingleOrDefaultAsync(row => row.Stream == stream, cancellationToken)
        ?? throw new MeshException(
            "unknown-log", stream, "the catalogue has no such log", exitCode: ExitCode.BadInput);

    private static LogStreamRecord ToRecord(LogStreamRow row) => new(
        row.Stream,
        new ComponentAddress(SystemName.Parse(row.System), ComponentName.Parse(row.Component)),
        RunId.Parse(row.BasePoint),
        row.StartedAt)
    {
        CapturedThrough = row.CapturedThrough,
        Position = row.Position,
        EndedAt = row.EndedAt,
        EndedBecause = row.EndedBecause,
    };

    private Task AuditAsync(
        CatalogContext context,
        LogStreamRow row,
        string action,
        string details,
        CancellationToken cancellationToken) => AuditChain.AppendAsync(
        context,
        new NewAuditEntry("mesh", action, $"{row.System}/{row.Component}")
        {
            Key = $"{row.Stream}:{action}",
            Details = details,
        },
        time.GetUtcNow(),
        cancellationToken);
}
