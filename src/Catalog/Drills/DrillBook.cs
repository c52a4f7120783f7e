using System.Text.Json;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Systems;
using Mesh.Domain.Drills;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Drills;

/// <summary>
/// All drills and their evidence. Every call may be repeated. A system has at most one under way; a failover
/// may begin beside it.
/// </summary>
public sealed class DrillBook
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal DrillBook(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Enters a drill; the one of that id where there is one already.</summary>
    /// <exception cref="MeshException"><c>system-busy</c>: another is under way; the message names
    /// it.</exception>
    public Task<DrillRecord> RequestAsync(NewDrill drill, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var system = drill.System.Value;
                if (await context.Drills.SingleOrDefaultAsync(
                    row => row.Id == drill.Id, cancellationToken) is { } same)
                {
                    return ToRecord(same);
                }

                if (await context.Drills.SingleOrDefaultAsync(
                    row => row.Occupies == system, cancellationToken) is { } other)
                {
                    throw new MeshException(
                        "system-busy", system, $"the drill '{other.Id}' is under way",
                        $"'mesh drill show {other.Id}' tells how far it is", ExitCode.Locked);
                }

                var row = new DrillRow
                {
                    Id = drill.Id,
                    System = system,
                    RequestedBy = drill.RequestedBy,
                    RequestedAt = drill.RequestedAt,
                    Input = drill.Input,
                    AuditBefore = (await HeadAsync(context, cancellationToken)).ToString(),
                    Occupies = system,
                };
                context.Drills.Add(row);
                await AuditAsync(
                    context, drill.RequestedBy, "drill-requested", row, row.Id, "requested",
                    cancellationToken);
                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>Enters what somebody says about a drill, before it has its effect.</summary>
    /// <param name="id">The drill.</param>
    /// <param name="who">Who says it.</param>
    /// <param name="action"><c>drill-approved</c>, <c>drill-refused</c> or <c>drill-cancelled-by</c>.</param>
    /// <param name="note">Why, in their words.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task DecideAsync(
        string id, string who, string action, string note, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                await AuditAsync(
                    context, who, action, row, $"{id} {note}".TrimEnd(), $"{action}:{who}",
                    cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Closes a drill; one that is over stays as it is.</summary>
    public Task FinishAsync(string id, DrillEnd end, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                ArgumentNullException.ThrowIfNull(end);
                var row = await GetAsync(context, id, cancellationToken);
                if (row.Occupies is null)
                {
                    return false;
                }

                (row.State, row.Reason, row.Evidence) = (end.State, end.Reason, end.Evidence);
                (row.Figures, row.EndedAt, row.Occupies) =
                    (JsonSerializer.Serialize(end.Figures), time.GetUtcNow(), null);
                await AuditAsync(
                    context, "mesh", $"drill-{Words.Of(end.State)}", row, $"{id} sha256:{end.Digest}",
                    "ended", cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>A drill by its id.</summary>
    /// <exception cref="MeshException"><c>unknown-drill</c>: there is none.</exception>
    public Task<DrillRecord> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => ToRecord(await GetAsync(context, id, cancellationToken)), cancellationToken);

    /// <summary>The drills that are under way.</summary>
    public Task<IReadOnlyList<DrillRecord>> UnderWayAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DrillRecord>>(
            async context => [.. (await context.Drills
                .Where(row => row.Occupies != null)
                .ToListAsync(cancellationToken)).Select(ToRecord)],
            cancellationToken);

    /// <summary>The newest successful drill of a system; null where there is none.</summary>
    public Task<DrillRecord?> NewestSuccessAsync(SystemName system, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => await context.Drills
                .Where(row => row.System == system.Value && row.State == DrillState.Succeeded)
                .OrderByDescending(row => row.Number)
                .FirstOrDefaultAsync(cancellationToken) is { } row ? ToRecord(row) : null,
            cancellationToken);

    /// <summary>What the calendar has to know of a system.</summary>
    public async Task<DrillHistory> HistoryAsync(SystemRecord system, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        var name = system.Definition.Name;
        var page = await ListAsync(name, new PageRequest(1), cancellationToken);
        var newest = page.Items is [var first, ..] ? first : null;
        var success = await NewestSuccessAsync(name, cancellationToken);
        return new DrillHistory(
            system.CreatedAt,
            success?.Drill.RequestedAt,
            newest?.Drill.RequestedAt,
            newest?.State == DrillState.Running);
    }

    /// <summary>Drills, the newest first.</summary>
    /// <param name="system">Only this system's; null for all.</param>
    /// <param name="page">How many, and from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Page<DrillRecord>> ListAsync(
        SystemName? system, PageRequest page, CancellationToken cancellationToken)
    {
        var (name, after, size) = (system?.Value, page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Drills
                    .Where(row => name == null || row.System == name)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    /// <summary>What a drill has left in the audit trail so far.</summary>
    public Task<DrillTraces> TracesAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var drill = ToRecord(await GetAsync(context, id, cancellationToken));
                var entries = await context.Audit
                    .Where(row => row.Key != null && row.Key.StartsWith(id + ":"))
                    .OrderBy(row => row.Number)
                    .ToListAsync(cancellationToken);
                return new DrillTraces(
                    drill.AuditBefore,
                    await HeadAsync(context, cancellationToken),
                    [.. entries.Select(row => new AuditEntry(
                        row.Number, row.At, row.Who, row.Action, row.Subject, row.Details, row.Hash))]);
            },
            cancellationToken);

    private static async Task<AuditHead> HeadAsync(
        CatalogContext context, CancellationToken cancellationToken) =>
        await context.Audit.OrderByDescending(row => row.Number).FirstOrDefaultAsync(cancellationToken)
            is { } last ? new AuditHead(last.Number, last.Hash) : AuditHead.None;

    private static async Task<DrillRow> GetAsync(
        CatalogContext context, string id, CancellationToken cancellationToken) =>
        await context.Drills.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new MeshException(
                "unknown-drill", id, "there is no such drill", "'mesh drills' lists them", ExitCode.BadInput);

    private Task AuditAsync(
        CatalogContext context,
        string who,
        string action,
        DrillRow row,
        string details,
        string key,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(who, action, row.System) { Details = details, Key = $"{row.Id}:{key}" },
            time.GetUtcNow(),
            cancellationToken);

    private static DrillRecord ToRecord(DrillRow row) => new(
        new NewDrill(row.Id, SystemName.Parse(row.System), row.RequestedBy, row.RequestedAt, row.Input),
        row.State,
        row.EndedAt,
        row.Reason,
        row.Figures is null ? null : JsonSerializer.Deserialize<DrillFigures>(row.Figures),
        AuditHead.Read(row.AuditBefore).OrThrow("bad-head", row.Id),
        row.Evidence);
}
