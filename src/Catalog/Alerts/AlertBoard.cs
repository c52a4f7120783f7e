using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Notices;
using Mesh.Catalog.Paging;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Alerts;

/// <summary>
/// What somebody has to see to. Every call may be repeated: an alert that is open and seen again is counted,
/// one that is cleared stays so until it is seen again.
/// </summary>
public sealed class AlertBoard
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal AlertBoard(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>
    /// Raises an alert, or says again that it is there. Who is to be told of it is told: once, and once more
    /// where it becomes graver.
    /// </summary>
    public Task RaiseAsync(
        ComponentAddress component,
        string code,
        string subject,
        AlertSeverity severity,
        string message,
        CancellationToken cancellationToken) =>
        RaiseAsync(component, code, subject, severity, message, null, cancellationToken);

    /// <summary>As the other, but one target is not told.</summary>
    public Task RaiseAsync(
        ComponentAddress component,
        string code,
        string subject,
        AlertSeverity severity,
        string message,
        string? except,
        CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var now = time.GetUtcNow();
                var occupies = $"{component}:{code}:{subject}";
                if (await context.Alerts.SingleOrDefaultAsync(
                    row => row.Occupies == occupies, cancellationToken) is { } open)
                {
                    var graver = severity > open.Severity;
                    (open.SeenAt, open.Message, open.Severity) = (now, message, severity);
                    open.Times++;
                    var key = $"{NoticeEntry.IdOf(open)}-{Words.Of(severity)}";
                    if (graver && !await context.Notices.AnyAsync(row => row.Key == key, cancellationToken))
                    {
                        NoticeEntry.Add(context, open, except, now);
                    }

                    return false;
                }

                var raised = new AlertRow
                {
                    System = component.System.Value,
                    Component = component.Component.Value,
                    Code = code,
                    Subject = subject,
                    Severity = severity,
                    Message = message,
                    RaisedAt = now,
                    SeenAt = now,
                    Occupies = occupies,
                };
                context.Alerts.Add(raised);

                // What it is called is known when it is there.
                await context.SaveChangesAsync(cancellationToken);
                NoticeEntry.Add(context, raised, except, now);
                await AuditAsync(
                    context, component, $"alert-{Words.Of(severity)}", $"{code}: {message}", now);
                return true;
            },
            cancellationToken);

    /// <summary>Clears an alert; where none is open nothing changes.</summary>
    public Task ClearAsync(
        ComponentAddress component, string code, string subject, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var occupies = $"{component}:{code}:{subject}";
                if (await context.Alerts.SingleOrDefaultAsync(
                    row => row.Occupies == occupies, cancellationToken) is not { } open)
                {
                    return false;
                }

                var now = time.GetUtcNow();
                (open.ClearedAt, open.Occupies) = (now, null);
                await AuditAsync(context, component, "alert-cleared", code, now);
                return true;
            },
            cancellationToken);

    /// <summary>Clears a component's alerts of one code, whatever else they are about.</summary>
    /// <param name="component">The component.</param>
    /// <param name="code">The code.</param>
    /// <param name="but">The subject of one that stays; null: all are cleared.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ClearAllAsync(
        ComponentAddress component, string code, string? but, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(component);
        var (system, name) = (component.System.Value, component.Component.Value);
        var subjects = await database.ReadAsync(
            context => context.Alerts
                .Where(row => row.System == system && row.Component == name && row.Code == code)
                .Where(row => row.Occupies != null && row.Subject != but)
                .Select(row => row.Subject)
                .ToListAsync(cancellationToken),
            cancellationToken);
        foreach (var subject in subjects)
        {
            await ClearAsync(component, code, subject, cancellationToken);
        }
    }

    /// <summary>Alerts, the newest first.</summary>
    /// <param name="openOnly">Whether those that are cleared are left out.</param>
    /// <param name="page">How many, and from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Page<AlertRecord>> ListAsync(
        bool openOnly, PageRequest page, CancellationToken cancellationToken)
    {
        var (after, size) = (page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Alerts
                    .Where(row => !openOnly || row.Occupies != null)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    private static Task AuditAsync(
        CatalogContext context,
        ComponentAddress component,
        string action,
        string details,
        DateTimeOffset now) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry("mesh", action, $"{component}") { Details = details },
            now,
            CancellationToken.None);

    private static AlertRecord ToRecord(AlertRow row) => new(
        NoticeEntry.IdOf(row),
        new ComponentAddress(SystemName.Parse(row.System), ComponentName.Parse(row.Component)),
        row.Code,
        row.Subject,
        row.Severity,
        row.Message,
        row.RaisedAt,
        row.SeenAt,
        row.Times,
        row.ClearedAt);
}
