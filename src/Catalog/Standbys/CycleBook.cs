using System.Text.Json;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Standbys;

/// <summary>
/// When standbys were woken and what it showed. Every call may be repeated. A system's standbys are woken by
/// one at a time, and not while a runbook moves its production.
/// </summary>
public sealed class CycleBook
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal CycleBook(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Enters a cycle; the one of that id where there is one already.</summary>
    /// <exception cref="MeshException"><c>standby-busy</c>: another is under way; <c>system-frozen</c>: a
    /// runbook is.</exception>
    public Task<CycleRecord> RequestAsync(
        string id,
        SystemName system,
        CycleKind kind,
        string by,
        string input,
        CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                if (await context.Cycles.SingleOrDefaultAsync(
                    row => row.Id == id, cancellationToken) is { } same)
                {
                    return ToRecord(same);
                }

                await RefuseAsync(context, system.Value, cancellationToken);
                var row = new CycleRow
                {
                    Id = id,
                    System = system.Value,
                    Kind = kind,
                    RequestedBy = by,
                    Input = input,
                    StartedAt = time.GetUtcNow(),
                    Occupies = system.Value,
                };
                context.Cycles.Add(row);
                await AuditAsync(context, by, "standby-woken", row, "woken", cancellationToken);
                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>Closes a cycle; one that is over stays as it is.</summary>
    public Task FinishAsync(string id, CycleOutcome outcome, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await context.Cycles.SingleAsync(each => each.Id == id, cancellationToken);
                if (row.Occupies is null)
                {
                    return false;
                }

                (row.EndedAt, row.Occupies) = (time.GetUtcNow(), null);
                (row.Succeeded, row.Reason) = (outcome.Succeeded, outcome.Reason);
                (row.ReadySeconds, row.RpoSeconds) = (outcome.ReadySeconds, outcome.RpoSeconds);
                row.Drift = JsonSerializer.Serialize(outcome.Drift);
                await AuditAsync(
                    context, "mesh", outcome.Succeeded ? "standby-checked" : "standby-failed", row, "ended",
                    cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Cycles, the newest first.</summary>
    /// <param name="system">Only this system's; null for all.</param>
    /// <param name="page">How many, and from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Page<CycleRecord>> ListAsync(
        SystemName? system, PageRequest page, CancellationToken cancellationToken)
    {
        var (name, after, size) = (system?.Value, page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context => Paged.Of(
                await context.Cycles
                    .Where(row => name == null || row.System == name)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken),
                page,
                ToRecord,
                row => $"{row.Number}"),
            cancellationToken);
    }

    /// <summary>The newest cycle of a kind; null where there was none.</summary>
    /// <param name="system">The system.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="succeeded">Whether only one counts that ended well.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<CycleRecord?> LastAsync(
        SystemName system, CycleKind kind, bool succeeded, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => await context.Cycles
                .Where(row => row.System == system.Value && row.Kind == kind)
                .Where(row => !succeeded || row.Succeeded)
                .OrderByDescending(row => row.Number)
                .FirstOrDefaultAsync(cancellationToken) is { } row
                ? ToRecord(row)
                : null,
            cancellationToken);

    /// <summary>Those that are under way.</summary>
    public Task<IReadOnlyList<CycleRecord>> UnderWayAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CycleRecord>>(
            async context => [.. (await context.Cycles
                .Where(row => row.Occupies != null)
                .ToListAsync(cancellationToken)).Select(ToRecord)],
            cancellationToken);

    private static async Task RefuseAsync(
        CatalogContext context, string system, CancellationToken cancellationToken)
    {
        if (await context.Cycles.SingleOrDefaultAsync(
            row => row.Occupies == system, cancellationToken) is { } other)
        {
            throw new MeshException(
                "standby-busy", system, $"its standbys have been woken already, by '{other.Id}'",
                $"'mesh standby {system}' shows when they sleep again", ExitCode.Locked);
        }

        if (await context.Runbooks.SingleOrDefaultAsync(
            row => row.Occupies == system, cancellationToken) is { } runbook)
        {
            throw new MeshException(
                "system-frozen", system, $"the runbook '{runbook.Id}' is under way",
                $"'mesh runbook show {runbook.Id}' tells how far it is", ExitCode.Locked);
        }
    }

    private Task AuditAsync(
        CatalogContext context,
        string who,
        string action,
        CycleRow row,
        string key,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(who, action, row.System)
            {
                Details = $"{row.Id}: {Words.Of(row.Kind)} {row.Reason}".TrimEnd(),
                Key = $"{row.Id}:{key}",
            },
            time.GetUtcNow(),
            cancellationToken);

    private static CycleRecord ToRecord(CycleRow row) => new(
        row.Id,
        SystemName.Parse(row.System),
        row.Kind,
        row.RequestedBy,
        row.Input,
        row.StartedAt,
        row.EndedAt,
        row.EndedAt is null
            ? null
            : new CycleOutcome(
                row.Succeeded, row.Reason, row.ReadySeconds, row.RpoSeconds,
                JsonSerializer.Deserialize<List<string>>(row.Drift)!));
}
