using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Incidents;

/// <summary>
/// The incidents that sources of alerts have told of. What is told again is counted, and an incident that is
/// over stays so: one that begins anew has another key. Nothing here approves or starts anything.
/// </summary>
public sealed class IncidentBook
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal IncidentBook(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Enters what a source says, all of it or nothing.</summary>
    /// <param name="source">Who says it.</param>
    /// <param name="news">What it says, in its order.</param>
    /// <param name="signature">The message's signature where it may be used once; else null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException">
    /// <c>replayed-alert</c>: the signature was used before; <c>unknown-system</c>: the system that the
    /// source speaks for is not declared.
    /// </exception>
    public Task<IncidentChanges> EnterAsync(
        AlertSource source,
        IReadOnlyList<IncidentNews> news,
        UsedSignature? signature,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(news);
        return database.ChangeAsync(
            async context =>
            {
                var now = time.GetUtcNow();
                await CheckSystemAsync(context, source, cancellationToken);
                await UseAsync(context, source, signature, now, cancellationToken);
                var changes = new IncidentChanges(0, 0, 0, 0);
                foreach (var each in news)
                {
                    changes = await EnterAsync(context, source, each, changes, now, cancellationToken);
                }

                return changes;
            },
            cancellationToken);
    }

    /// <summary>Incidents, the newest first.</summary>
    /// <param name="system">Whose; null for all.</param>
    /// <param name="openOnly">Whether those that are over are left out.</param>
    /// <param name="page">How many, and from where.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Page<IncidentRecord>> ListAsync(
        SystemName? system, bool openOnly, PageRequest page, CancellationToken cancellationToken)
    {
        var (after, size, name) = (page.AfterNumber, page.CheckedSize, system?.Value);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Incidents
                    .Where(row => name == null || row.System == name)
                    .Where(row => !openOnly || row.ClosedAt == null)
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    private static async Task CheckSystemAsync(
        CatalogContext context, AlertSource source, CancellationToken cancellationToken)
    {
        if (!await context.Systems.AnyAsync(row => row.Name == source.System.Value, cancellationToken))
        {
            throw new MeshException(
                "unknown-system",
                source.System.Value,
                $"the source '{source.Name}' speaks for a system that is not declared",
                "declare the system with 'mesh system apply', or correct the source",
                ExitCode.BadInput);
        }
    }

    private static async Task UseAsync(
        CatalogContext context,
        AlertSource source,
        UsedSignature? signature,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (signature is null)
        {
            return;
        }

        if (await context.UsedSignatures.AnyAsync(row => row.Value == signature.Value, cancellationToken))
        {
            throw new MeshException(
                "replayed-alert",
                source.Name.Value,
                "this very message was taken before",
                "nothing is lost if you sent it again; to say it anew, sign it with the time of now",
                ExitCode.BadInput);
        }

        await context.UsedSignatures.Where(row => row.KeptUntil < now).ExecuteDeleteAsync(cancellationToken);
        context.UsedSignatures.Add(
            new UsedSignatureRow { Value = signature.Value, KeptUntil = signature.KeptUntil });
    }

    private static async Task<IncidentChanges> EnterAsync(
        CatalogContext context,
        AlertSource source,
        IncidentNews news,
        IncidentChanges changes,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var id = IdOf(source, news.Key);

        // One message may speak of an incident twice, and what it said first is not saved yet.
        var row = context.Incidents.Local.SingleOrDefault(each => each.Id == id)
            ?? await context.Incidents.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
        switch (row)
        {
            case null when news.Over:
            case { ClosedAt: not null }:
                return changes with { Ignored = changes.Ignored + 1 };
            case null:
                context.Incidents.Add(NewRow(id, source, news, now));
                await AuditAsync(context, source, "incident-opened", id, Told(news), now);
                return changes with { Opened = changes.Opened + 1 };
        }

        row.LastSeenAt = now;
        if (news.Over)
        {
            row.ClosedAt = now;
            await AuditAsync(context, source, "incident-closed", id, news.Summary, now);
            return changes with { Closed = changes.Closed + 1 };
        }

        (row.Summary, row.Times) = (news.Summary, row.Times + 1);
        if (news.Cause > row.Cause)
        {
            row.Cause = news.Cause;
            await AuditAsync(context, source, "incident-graver", id, Told(news), now);
        }

        return changes with { Counted = changes.Counted + 1 };
    }

    private static string IdOf(AlertSource source, string key) => "inc-" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{source.System} {source.Name} {key}")))[..16];

    private static string Told(IncidentNews news) => $"{Words.Of(news.Cause)}: {news.Summary}";

    private static IncidentRow NewRow(
        string id, AlertSource source, IncidentNews news, DateTimeOffset now) => new()
    {
        Id = id,
        System = source.System.Value,
        Source = source.Name.Value,
        Key = news.Key,
        Cause = news.Cause,
        Summary = news.Summary,
        FirstSeenAt = now,
        LastSeenAt = now,
    };

    private static Task AuditAsync(
        CatalogContext context,
        AlertSource source,
        string action,
        string id,
        string details,
        DateTimeOffset now) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry($"alert-source {source.Name}", action, source.System.Value)
            {
                Details = $"{id}: {details}",
            },
            now,
            CancellationToken.None);

    private static IncidentRecord ToRecord(IncidentRow row) => new(
        row.Id,
        SystemName.Parse(row.System),
        row.Source,
        row.Key,
        row.Cause,
        row.Summary,
        row.FirstSeenAt,
        row.LastSeenAt,
        row.Times,
        row.ClosedAt);
}
