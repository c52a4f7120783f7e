using Mesh.Catalog.AlertSources;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
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
                    changes = await IncidentEntry.EnterAsync(
                        context, IncidentTeller.Of(source), each, changes, now, cancellationToken);
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

    internal static IncidentRecord ToRecord(IncidentRow row) => new(
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
