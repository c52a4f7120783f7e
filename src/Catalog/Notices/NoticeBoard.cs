using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Notices;

/// <summary>
/// What is to be told to people, to whom, and whether they have it. Every call may be repeated. A notice is
/// told at least once to each of its targets; what is due together is one message.
/// </summary>
public sealed class NoticeBoard
{
    /// <summary>How many notices a message holds at most.</summary>
    public const int LargestMessage = 500;

    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal NoticeBoard(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>The systems of which something is still to be told, and whether there is news.</summary>
    public Task<IReadOnlyDictionary<string, bool>> SystemsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, bool>>(
            async context =>
            {
                var news = await context.Notices.Where(row => !row.Assigned)
                    .Select(row => row.System).Distinct().ToListAsync(cancellationToken);
                var waiting = await context.Deliveries.Where(row => row.State == DeliveryState.Waiting)
                    .Select(row => row.System).Distinct().ToListAsync(cancellationToken);
                return news.Union(waiting, StringComparer.Ordinal)
                    .ToDictionary(system => system, news.Contains, StringComparer.Ordinal);
            },
            cancellationToken);

    /// <summary>
    /// Settles who is told of what is new, puts what is due into messages, and says what to send now.
    /// </summary>
    /// <param name="system">Whose notices.</param>
    /// <param name="targets">Who is declared.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<NoticePlan> PlanAsync(
        SystemName system, IReadOnlyList<NotificationTarget> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(targets);
        return database.ChangeAsync(
            async context =>
            {
                var now = time.GetUtcNow();
                await AssignAsync(context, system.Value, targets, cancellationToken);
                await context.SaveChangesAsync(cancellationToken);
                var waiting = await context.Deliveries
                    .Where(row => row.System == system.Value && row.State == DeliveryState.Waiting)
                    .OrderBy(row => row.Number)
                    .ToListAsync(cancellationToken);
                var fresh = waiting.Where(row => row.Message is null && row.DueAt <= now).ToList();
                await DropSeenAsync(context, fresh, cancellationToken);
                foreach (var target in fresh.Where(row => row.State == DeliveryState.Waiting)
                    .GroupBy(row => row.Target, StringComparer.Ordinal))
                {
                    foreach (var part in target.Chunk(LargestMessage))
                    {
                        var id = IdOf(part[0]);
                        Array.ForEach(part, row => row.Message = id);
                    }
                }

                var left = waiting.Where(row => row.State == DeliveryState.Waiting).ToList();
                return new NoticePlan(
                    [.. left.Where(row => row.Message is not null && row.DueAt <= now)
                        .Select(row => row.Message!).Distinct(StringComparer.Ordinal)],
                    left.Count == 0 ? null : left.Min(row => row.DueAt));
            },
            cancellationToken);
    }

    /// <summary>A message that is to be sent; null where that is settled.</summary>
    public Task<NoticeMessage?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var parts = await context.Deliveries
                    .Where(row => row.Message == id && row.State == DeliveryState.Waiting)
                    .OrderBy(row => row.Number)
                    .Join(
                        context.Notices, row => row.Notice, notice => notice.Number,
                        (row, notice) => new { row.System, row.Target, row.Attempts, Notice = notice })
                    .ToListAsync(cancellationToken);
                return parts.Count == 0
                    ? null
                    : NoticeText.Message(
                        id, parts[0].System, parts[0].Target, parts[0].Attempts,
                        [.. parts.Select(part => part.Notice)]);
            },
            cancellationToken);

    /// <summary>Enters that a message is settled.</summary>
    /// <param name="id">The message.</param>
    /// <param name="state">How: anything but waiting.</param>
    /// <param name="error">Why it was not sent; null where it was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task SettleAsync(
        string id, DeliveryState state, string? error, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            row => (row.State, row.Error, row.SentAt) =
                (state, error, state == DeliveryState.Sent ? time.GetUtcNow() : null),
            cancellationToken);

    /// <summary>Enters that a message was sent in vain, and when it is sent again.</summary>
    public Task PostponeAsync(
        string id, string error, TimeSpan pause, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            row => (row.Attempts, row.Error, row.DueAt) = (row.Attempts + 1, error, time.GetUtcNow() + pause),
            cancellationToken);

    /// <summary>Enters that somebody sees to an alert or incident, so that nobody else is called.</summary>
    /// <exception cref="MeshException"><c>unknown-alert</c>: there is none of that name.</exception>
    public Task AcknowledgeAsync(string about, string by, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var notice = await context.Notices.Where(row => row.About == about)
                    .OrderBy(row => row.Number).FirstOrDefaultAsync(cancellationToken)
                    ?? throw new MeshException(
                        "unknown-alert", about, "there is no such alert or incident",
                        "'mesh alerts' and 'mesh incidents' list them", ExitCode.BadInput);
                if (await context.Acknowledgements.AnyAsync(row => row.About == about, cancellationToken))
                {
                    return false;
                }

                var now = time.GetUtcNow();
                context.Acknowledgements.Add(new AcknowledgementRow { About = about, By = by, At = now });
                await AuditChain.AppendAsync(
                    context,
                    new NewAuditEntry(by, "alert-acknowledged", notice.System) { Details = about },
                    now,
                    cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Who has been told of an alert or incident, and who sees to it.</summary>
    public Task<NoticeStanding> StandingAsync(string about, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var by = await context.Acknowledgements.Where(row => row.About == about)
                    .Select(row => row.By).SingleOrDefaultAsync(cancellationToken);
                var failed = await context.Notices.Where(row => row.About == about)
                    .Join(
                        context.Deliveries, notice => notice.Number, row => row.Notice, (_, row) => row)
                    .Where(row => row.Error != null && row.State != DeliveryState.Sent)
                    .OrderBy(row => row.Number)
                    .ToListAsync(cancellationToken);
                return new NoticeStanding(by, [.. failed.Select(NoticeText.Untold).Distinct()]);
            },
            cancellationToken);

    private static async Task AssignAsync(
        CatalogContext context,
        string system,
        IReadOnlyList<NotificationTarget> targets,
        CancellationToken cancellationToken)
    {
        foreach (var notice in await context.Notices
            .Where(row => row.System == system && !row.Assigned)
            .OrderBy(row => row.Number)
            .ToListAsync(cancellationToken))
        {
            notice.Assigned = true;
            foreach (var target in targets.Where(target =>
                target.Severity <= notice.Severity && target.Name != notice.Except))
            {
                context.Deliveries.Add(new DeliveryRow
                {
                    Notice = notice.Number,
                    System = system,
                    Target = target.Name,
                    Escalates = target.After is not null,
                    DueAt = notice.At + (target.After ?? TimeSpan.Zero),
                });
            }
        }
    }

    // Who is called late is called only where nobody sees to it, and it is not over.
    private static async Task DropSeenAsync(
        CatalogContext context, List<DeliveryRow> due, CancellationToken cancellationToken)
    {
        foreach (var row in due.Where(row => row.Escalates))
        {
            var about = await context.Notices.Where(notice => notice.Number == row.Notice)
                .Select(notice => notice.About).SingleAsync(cancellationToken);
            var open = await context.Incidents.AnyAsync(
                    incident => incident.Id == about && incident.ClosedAt == null, cancellationToken)
                || (about.StartsWith("alert-", StringComparison.Ordinal)
                    && await IsOpenAsync(context, about, cancellationToken));
            if (!open || await context.Acknowledgements.AnyAsync(
                each => each.About == about, cancellationToken))
            {
                row.State = DeliveryState.Dropped;
            }
        }
    }

    private static Task<bool> IsOpenAsync(
        CatalogContext context, string about, CancellationToken cancellationToken)
    {
        var number = long.Parse(about["alert-".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return context.Alerts.AnyAsync(
            row => row.Number == number && row.Occupies != null, cancellationToken);
    }

    private static string IdOf(DeliveryRow first) => "mesh-" + Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{first.System} {first.Target} {first.Number} {first.DueAt:O}")))[..24];

    private Task<bool> ChangeAsync(
        string id, Action<DeliveryRow> change, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var rows = await context.Deliveries
                    .Where(row => row.Message == id && row.State == DeliveryState.Waiting)
                    .ToListAsync(cancellationToken);
                rows.ForEach(change);
                return rows.Count > 0;
            },
            cancellationToken);
}
