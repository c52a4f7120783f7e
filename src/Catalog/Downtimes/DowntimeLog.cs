using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standards;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Downtimes;

/// <summary>When systems were down. Entering a downtime again changes nothing.</summary>
public sealed class DowntimeLog
{
    private const int LongestNote = 1000;

    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal DowntimeLog(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Enters a downtime, or the end of one that was entered without.</summary>
    /// <returns>Whether anything was entered now.</returns>
    /// <exception cref="MeshException">
    /// <c>bad-downtime</c>: it ends before it begins, or lies in the time to come; <c>downtime-entered</c>:
    /// one of this key is there and says something else.
    /// </exception>
    public Task<bool> EnterAsync(NewDowntime downtime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(downtime);
        var now = time.GetUtcNow();
        Check(downtime, now);
        return database.ChangeAsync(
            async context =>
            {
                var row = await context.Downtimes.SingleOrDefaultAsync(
                    each => each.System == downtime.System.Value && each.Key == downtime.Key,
                    cancellationToken);
                if (row is not null && Agrees(row, downtime))
                {
                    return false;
                }

                if (row is { Until: null } && downtime.Span.Until is not null
                    && row.From == downtime.Span.From && row.Planned == downtime.Span.Planned)
                {
                    row.Until = downtime.Span.Until;
                }
                else if (row is null)
                {
                    context.Downtimes.Add(NewRow(downtime, now));
                }
                else
                {
                    throw Entered(downtime, row);
                }

                await AuditAsync(context, downtime, now, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Downtimes of a system that were not over before an instant, the earliest first.</summary>
    public Task<IReadOnlyList<DowntimeRecord>> ListAsync(
        SystemName system, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DowntimeRecord>>(
            async context => (await context.Downtimes
                    .Where(row => row.System == system.Value)
                    .OrderBy(row => row.From).ThenBy(row => row.Number)
                    .ToListAsync(cancellationToken))
                .Where(row => row.Until is null || row.Until > since)
                .Select(row => new DowntimeRecord(
                    row.Key, new Downtime(row.From, row.Until, row.Planned), row.Cause, row.Note))
                .ToList(),
            cancellationToken);

    private static bool Agrees(DowntimeRow row, NewDowntime downtime) =>
        row.From == downtime.Span.From
        && row.Planned == downtime.Span.Planned
        && (downtime.Span.Until is null || row.Until == downtime.Span.Until);

    private static void Check(NewDowntime downtime, DateTimeOffset now)
    {
        var (from, until, _) = downtime.Span;
        var cause = until <= from ? "it ends before it begins"
            : from > now || until > now ? "it lies in the time to come"
            : downtime.Note.Length > LongestNote ? $"its note has more than {LongestNote} characters"
            : null;
        if (cause is not null)
        {
            throw new MeshException(
                "bad-downtime",
                downtime.System.Value,
                cause,
                "enter when it was, and its end when it is over",
                ExitCode.BadInput);
        }
    }

    private static MeshException Entered(NewDowntime downtime, DowntimeRow row) => new(
        "downtime-entered",
        downtime.System.Value,
        $"the downtime '{row.Key}' is entered already, "
        + $"{(row.Planned ? "planned" : "unplanned")}, until {row.Until?.ToString("u") ?? "now"}",
        "what was entered stays; enter what it leaves out as one of its own",
        ExitCode.BadInput);

    private static Task AuditAsync(
        CatalogContext context,
        NewDowntime downtime,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(downtime.Who, "downtime-entered", downtime.System.Value)
            {
                Details = $"{downtime.Span.From:u} to {downtime.Span.Until?.ToString("u") ?? "now"}, "
                    + $"{(downtime.Span.Planned ? "planned" : "unplanned")}, {Words.Of(downtime.Cause)}",
            },
            now,
            cancellationToken);

    private static DowntimeRow NewRow(NewDowntime downtime, DateTimeOffset now) => new()
    {
        System = downtime.System.Value,
        Key = downtime.Key,
        From = downtime.Span.From,
        Until = downtime.Span.Until,
        Planned = downtime.Span.Planned,
        Cause = downtime.Cause,
        Note = downtime.Note,
        EnteredBy = downtime.Who,
        EnteredAt = now,
    };
}
