using System.Text.Json;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Notices;
using Mesh.Domain.Errors;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Incidents;

/// <summary>
/// What is being done about incidents: what was asked and decided, the runbook, the report. Every call may be
/// repeated. Whether a decision counts is settled here, in one transaction with its entry in the audit trail.
/// </summary>
public sealed class IncidentCourse
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal IncidentCourse(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>An incident, and what is being done about it.</summary>
    /// <exception cref="MeshException"><c>unknown-incident</c>: there is none.</exception>
    public Task<IncidentStanding> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => ToStanding(await GetAsync(context, id, cancellationToken)), cancellationToken);

    /// <summary>The incidents whose courses have not been told of all that has changed.</summary>
    public Task<IReadOnlyList<IncidentStanding>> UnheardAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<IncidentStanding>>(
            async context => [.. (await context.Incidents
                .Where(row => row.Heard < row.News)
                .OrderBy(row => row.Number)
                .ToListAsync(cancellationToken)).Select(ToStanding)],
            cancellationToken);

    /// <summary>Enters that a course has been told of what had changed by then.</summary>
    public Task HeardAsync(IncidentStanding standing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return ChangeAsync(
            standing.Incident.Id,
            row => row.Heard = Math.Max(row.Heard, standing.News),
            cancellationToken);
    }

    /// <summary>Opens a question; the one before is closed. One that has been asked stays as it is.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="number">1, 2, 3, ...</param>
    /// <param name="deciders">Who may answer.</param>
    /// <param name="deadline">Until when; null: as long as it is open.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task AskAsync(
        string id,
        int number,
        IReadOnlyList<string> deciders,
        DateTimeOffset? deadline,
        CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                if (number <= row.Question)
                {
                    return false;
                }

                (row.Question, row.Deciders, row.Deadline) =
                    (number, JsonSerializer.Serialize(deciders), deadline);
                await AuditAsync(
                    context, row, "mesh", "incident-asked",
                    $"question {number} of {string.Join(", ", deciders)}", cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Closes a question, and says for good what was decided; null: nothing was.</summary>
    public async Task<DecidedIncident?> CloseQuestionAsync(
        string id, int number, CancellationToken cancellationToken)
    {
        DecidedIncident? decided = null;
        await ChangeAsync(
            id,
            row =>
            {
                if (row.Question == number)
                {
                    row.Deciders = null;
                }

                decided = Decided(row) is { } one && one.Question == number ? one : null;
            },
            cancellationToken);
        return decided;
    }

    /// <summary>
    /// Takes a decision, or refuses it; either is in the audit trail before it has any effect.
    /// </summary>
    /// <param name="id">The incident.</param>
    /// <param name="question">The question that is answered.</param>
    /// <param name="decision">What was decided, and by whom.</param>
    /// <param name="unfit">Why it is refused though it answers the question; null: it is not.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MeshException">
    /// <c>not-asked</c>: that question is not open; <c>decided-already</c>; <c>too-late</c>: its deadline is
    /// over; <c>not-an-approver</c>: who decides was not asked; else what <paramref name="unfit"/> says.
    /// </exception>
    public async Task DecideAsync(
        string id,
        int question,
        DecidedIncident decision,
        MeshException? unfit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var refusal = await database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                var refused = IncidentRefusal.Of(ToStanding(row), decision, time.GetUtcNow()) ?? unfit;
                await AuditAsync(
                    context,
                    row,
                    decision.By,
                    refused is null ? "incident-decided" : "incident-decision-refused",
                    $"question {question}: {decision}{(refused is null ? "" : $": {refused.Code}")}",
                    cancellationToken);
                if (refused is null)
                {
                    row.Decision = JsonSerializer.Serialize(decision);
                    row.News++;
                }

                return refused;
            },
            cancellationToken);
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    /// <summary>Enters what is told to people, and where its course is.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="key">What it is within the incident: told again, it is told once.</param>
    /// <param name="stage">Where its course is, as a word.</param>
    /// <param name="subject">What it is about, in one line.</param>
    /// <param name="advice">What happened, and what to do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task TellAsync(
        string id,
        string key,
        string stage,
        string subject,
        string advice,
        CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await GetAsync(context, id, cancellationToken);
                (row.Stage, row.Advice) = (stage, advice);
                await NoticeEntry.AddAsync(
                    context, row, key, subject, advice, time.GetUtcNow(), cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Binds the runbook that deals with it: its end is news.</summary>
    public Task BindAsync(string id, string runbook, CancellationToken cancellationToken) =>
        ChangeAsync(id, row => row.Runbook = runbook, cancellationToken);

    /// <summary>Enters what came of it.</summary>
    public Task FinishAsync(string id, string report, CancellationToken cancellationToken) =>
        ChangeAsync(
            id, row => (row.Report, row.Deciders) = (report, null), cancellationToken);

    internal static DecidedIncident? Decided(IncidentRow row) => row.Decision is null
        ? null
        : JsonSerializer.Deserialize<DecidedIncident>(row.Decision);

    private static IncidentStanding ToStanding(IncidentRow row) => new()
    {
        Incident = IncidentBook.ToRecord(row),
        News = row.News,
        Stage = row.Stage,
        Advice = row.Advice,
        Question = row.Question,
        Deciders = row.Deciders is null ? null : JsonSerializer.Deserialize<List<string>>(row.Deciders),
        Deadline = row.Deadline,
        Decision = Decided(row),
        Runbook = row.Runbook,
        Report = row.Report,
    };

    private static async Task<IncidentRow> GetAsync(
        CatalogContext context, string id, CancellationToken cancellationToken) =>
        await context.Incidents.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new MeshException(
                "unknown-incident", id, "there is no such incident", "'mesh incidents --all' lists them",
                ExitCode.BadInput);

    private Task<bool> ChangeAsync(
        string id, Action<IncidentRow> change, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                change(await GetAsync(context, id, cancellationToken));
                return true;
            },
            cancellationToken);

    private Task AuditAsync(
        CatalogContext context,
        IncidentRow row,
        string who,
        string action,
        string details,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(who, action, row.System) { Details = $"{row.Id}: {details}" },
            time.GetUtcNow(),
            cancellationToken);
}
