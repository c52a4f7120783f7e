using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Runbooks;

/// <summary>
/// All runbooks. Every call may be repeated. A system has at most one under way.
/// </summary>
public sealed class RunbookBook
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal RunbookBook(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Enters a runbook; the one of that id where there is one already.</summary>
    /// <exception cref="MeshException"><c>system-busy</c>: another is under way; the message names
    /// it.</exception>
    public Task<RunbookRecord> RequestAsync(NewRunbook runbook, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var system = runbook.System.Value;
                if (await context.Runbooks.SingleOrDefaultAsync(
                    row => row.Id == runbook.Id, cancellationToken) is { } same)
                {
                    return ToRecord(same);
                }

                if (await context.Runbooks.SingleOrDefaultAsync(
                    row => row.Occupies == system, cancellationToken) is { } other)
                {
                    throw new MeshException(
                        "system-busy", system, $"the {Words.Of(other.Kind)} '{other.Id}' is under way",
                        $"'mesh runbook show {other.Id}' tells how far it is", ExitCode.Locked);
                }

                // Another runbook may have moved production since this one was planned.
                var production = await context.Productions.SingleOrDefaultAsync(
                    each => each.System == system, cancellationToken);
                if ((production?.Epoch ?? 0) != runbook.Epoch)
                {
                    throw new MeshException(
                        "stale-plan", system, "its production has been moved since this was planned",
                        "ask again", ExitCode.Locked);
                }

                var row = new RunbookRow
                {
                    Id = runbook.Id,
                    System = system,
                    Kind = runbook.Kind,
                    Mode = runbook.Mode,
                    From = runbook.From.Value,
                    To = runbook.To.Value,
                    RequestedBy = runbook.RequestedBy,
                    Input = runbook.Input,
                    RequestedAt = time.GetUtcNow(),
                    Occupies = system,
                };
                context.Runbooks.Add(row);
                await AuditAsync(
                    context, runbook.RequestedBy, $"{Words.Of(runbook.Kind)}-requested", row,
                    $"{row.Id}: {row.From} to {row.To}, {Words.Of(row.Mode)}",
                    "requested",
                    cancellationToken);
                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>Enters a step that is over; one of the same id replaces the former.</summary>
    /// <param name="id">The runbook.</param>
    /// <param name="step">The step's id.</param>
    /// <param name="record">What came of it, as JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RecordStepAsync(
        string id, string step, string record, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                var steps = Steps(row);
                steps.Remove(step);
                steps.Add(step, JsonNode.Parse(record));
                row.Steps = steps.ToJsonString();
                return true;
            },
            cancellationToken);

    /// <summary>Enters what somebody decides, before it has its effect.</summary>
    /// <param name="id">The runbook.</param>
    /// <param name="question">The question that is answered; 0 for one that nobody asked.</param>
    /// <param name="who">Who decides.</param>
    /// <param name="decision">What, and why, for people.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task DecideAsync(
        string id, int question, string who, string decision, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                await AuditAsync(
                    context, who, "runbook-decided", row, $"{id}: question {question}: {decision}",
                    $"{question}:{who}:{decision}", cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Closes a runbook; one that is over stays as it is.</summary>
    public Task FinishAsync(
        string id, RunbookState state, string report, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                if (row.Occupies is null)
                {
                    return false;
                }

                (row.State, row.Report, row.EndedAt, row.Occupies) = (state, report, time.GetUtcNow(), null);
                await context.Incidents
                    .Where(incident => incident.Runbook == id)
                    .ExecuteUpdateAsync(
                        changes => changes.SetProperty(each => each.News, each => each.News + 1),
                        cancellationToken);
                await AuditAsync(
                    context, "mesh", $"{Words.Of(row.Kind)}-{Words.Of(state)}", row, id, "ended",
                    cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Amends the report of the failover that left a site behind, when a failback brings that site back. For
    /// other runbooks and sites, and where there is no such failover, it does nothing.
    /// </summary>
    /// <param name="id">The failback.</param>
    /// <param name="site">The site that tells what it had.</param>
    /// <param name="amend">Makes the new report, as JSON, out of the old one; the same again out of its
    /// own.</param>
    /// <param name="told">What it has told, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task AmendAsync(
        string id,
        SiteName site,
        Func<string, string> amend,
        string told,
        CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                var failover = row.Kind != RunbookKind.Failback || row.To != site.Value
                    ? null
                    : await context.Runbooks
                        .Where(each => each.System == row.System && each.Number < row.Number
                            && each.From == row.To && each.To == row.From
                            && each.Report != null && each.State != RunbookState.Undone)
                        .OrderByDescending(each => each.Number)
                        .FirstOrDefaultAsync(cancellationToken);
                if (failover is null)
                {
                    return false;
                }

                failover.Report = amend(failover.Report!);
                await AuditAsync(
                    context, "mesh", "failover-amended", failover, $"{failover.Id}: {told}", $"amended:{told}",
                    cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>A runbook by its id.</summary>
    /// <exception cref="MeshException"><c>unknown-runbook</c>: there is none.</exception>
    public Task<RunbookRecord> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => ToRecord(await GetAsync(context, id, cancellationToken)), cancellationToken);

    /// <summary>A runbook by its id; null where there is none.</summary>
    public Task<RunbookRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => await context.Runbooks.SingleOrDefaultAsync(
                row => row.Id == id, cancellationToken) is { } row ? ToRecord(row) : null,
            cancellationToken);

    /// <summary>The runbooks that are under way.</summary>
    public Task<IReadOnlyList<RunbookRecord>> UnderWayAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RunbookRecord>>(
            async context => [.. (await context.Runbooks
                .Where(row => row.Occupies != null)
                .ToListAsync(cancellationToken)).Select(ToRecord)],
            cancellationToken);

    /// <summary>Runbooks, the newest first.</summary>
    /// <param name="system">Only this system's; null for all.</param>
    /// <param name="page">How many, and from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Page<RunbookRecord>> ListAsync(
        SystemName? system, PageRequest page, CancellationToken cancellationToken)
    {
        var (name, after, size) = (system?.Value, page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Runbooks
                    .Where(row => name == null || row.System == name)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    private static async Task<RunbookRow> GetAsync(
        CatalogContext context, string id, CancellationToken cancellationToken) =>
        await context.Runbooks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new MeshException(
                "unknown-runbook", id, "there is no such runbook", "'mesh runbooks' lists them",
                ExitCode.BadInput);

    private Task AuditAsync(
        CatalogContext context,
        string who,
        string action,
        RunbookRow row,
        string details,
        string key,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(who, action, row.System) { Details = details, Key = $"{row.Id}:{key}" },
            time.GetUtcNow(),
            cancellationToken);

    private static JsonObject Steps(RunbookRow row) => JsonNode.Parse(row.Steps)!.AsObject();

    private static RunbookRecord ToRecord(RunbookRow row) => new(
        new NewRunbook(
            row.Id,
            SystemName.Parse(row.System),
            row.Kind,
            row.Mode,
            SiteName.Parse(row.From),
            SiteName.Parse(row.To),
            row.RequestedBy,
            row.Input,
            Epoch: 0),
        row.State,
        row.RequestedAt,
        row.EndedAt,
        [.. Steps(row).Select(step => step.Value!.ToJsonString())],
        row.Report);
}
