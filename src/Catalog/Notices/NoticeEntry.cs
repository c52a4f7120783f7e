using Mesh.Catalog.Alerts;
using Mesh.Catalog.Database;
using Mesh.Catalog.Incidents;
using Mesh.Domain.Alerts;
using Mesh.Domain.Incidents;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Notices;

/// <summary>Writes notices within the transaction of what they tell of, so that none is without it.</summary>
internal static class NoticeEntry
{
    /// <summary>What an alert is called.</summary>
    public static string IdOf(AlertRow alert) => $"alert-{alert.Number}";

    /// <summary>Adds the notice of an alert that is there, or has become graver.</summary>
    /// <param name="context">The transaction.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="except">The target that is not told; null for none.</param>
    /// <param name="now">The time.</param>
    public static void Add(CatalogContext context, AlertRow alert, string? except, DateTimeOffset now)
    {
        var (id, where) = (IdOf(alert), $"{alert.System}/{alert.Component}");
        context.Notices.Add(new NoticeRow
        {
            Key = $"{id}-{Words.Of(alert.Severity)}",
            System = alert.System,
            Severity = alert.Severity,
            About = id,
            Subject = $"[{where}] {Words.Of(alert.Severity)}: {alert.Code}",
            Text = $"""
                What:  {alert.Message}
                Where: {where}{(alert.Subject.Length > 0 ? $" ({alert.Subject})" : "")}
                Since: {alert.RaisedAt.UtcDateTime:u}

                'mesh alerts' shows whether it is over. So that nobody else is called:

                  mesh alerts ack {id} --by NAME
                """,
            Except = except,
            At = now,
        });
    }

    /// <summary>Adds what is told of an incident; what is told again in one key is told once.</summary>
    public static async Task AddAsync(
        CatalogContext context,
        IncidentRow incident,
        string key,
        string subject,
        string text,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var unique = $"{incident.Id}-{key}";
        if (await context.Notices.AnyAsync(row => row.Key == unique, cancellationToken))
        {
            return;
        }

        context.Notices.Add(new NoticeRow
        {
            Key = unique,
            System = incident.System,
            Severity = incident.Cause == Cause.Anomaly ? AlertSeverity.Warning : AlertSeverity.Critical,
            About = incident.Id,
            Subject = subject,
            Text = text,
            At = now,
        });
    }
}
