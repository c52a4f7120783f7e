using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Notices;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Incidents;

/// <summary>Enters what is told of an incident, within the transaction of what it comes from.</summary>
internal static class IncidentEntry
{
    public static async Task<IncidentChanges> EnterAsync(
        CatalogContext context,
        IncidentTeller teller,
        IncidentNews news,
        IncidentChanges changes,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var id = IdOf(teller, news.Key);

        // One message may speak of an incident twice, and what it said first is not saved yet.
        var row = context.Incidents.Local.SingleOrDefault(each => each.Id == id)
            ?? await context.Incidents.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        switch (row)
        {
            case null when news.Over:
            case { ClosedAt: not null }:
                return changes with { Ignored = changes.Ignored + 1 };
            case null:
                row = NewRow(id, teller, news, now);
                context.Incidents.Add(row);
                await NoticeEntry.AddAsync(
                    context, row, "opened", $"[{row.System}] {Told(news)}", Opened(row), now, cancellationToken);
                await AuditAsync(context, teller, "incident-opened", id, Told(news), now);
                return changes with { Opened = changes.Opened + 1 };
        }

        row.LastSeenAt = now;
        if (news.Over)
        {
            row.ClosedAt = now;
            row.News++;
            await AuditAsync(context, teller, "incident-closed", id, news.Summary, now);
            return changes with { Closed = changes.Closed + 1 };
        }

        (row.Summary, row.Times) = (news.Summary, row.Times + 1);
        if (news.Cause > row.Cause)
        {
            row.Cause = news.Cause;
            row.News++;
            await AuditAsync(context, teller, "incident-graver", id, Told(news), now);
        }

        return changes with { Counted = changes.Counted + 1 };
    }

    private static string IdOf(IncidentTeller teller, string key) => "inc-" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{teller.System} {teller.Name} {key}")))[..16];

    private static string Opened(IncidentRow row) => $"""
        What:  {row.Summary}
        Where: {row.System}
        Since: {row.FirstSeenAt.UtcDateTime:u}
        Cause: {Words.Of(row.Cause)}

        What is done about it, and what is asked of you:

          mesh incident show {row.Id}

        So that nobody else is called:

          mesh alerts ack {row.Id} --by NAME
        """;

    private static string Told(IncidentNews news) => $"{Words.Of(news.Cause)}: {news.Summary}";

    private static IncidentRow NewRow(
        string id, IncidentTeller teller, IncidentNews news, DateTimeOffset now) => new()
    {
        Id = id,
        System = teller.System.Value,
        Source = teller.Name,
        Key = news.Key,
        Cause = news.Cause,
        Summary = news.Summary,
        FirstSeenAt = now,
        LastSeenAt = now,
    };

    private static Task AuditAsync(
        CatalogContext context,
        IncidentTeller teller,
        string action,
        string id,
        string details,
        DateTimeOffset now) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(teller.Who, action, teller.System.Value) { Details = $"{id}: {details}" },
            now,
            CancellationToken.None);
}
