using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Audit;

/// <summary>
/// Who did what to what, and when. Entries are only ever added, and each is bound to the one before.
/// </summary>
public sealed class AuditTrail
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal AuditTrail(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Adds an entry; one with a key that is there already is not added again.</summary>
    public Task AppendAsync(NewAuditEntry entry, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                await AuditChain.AppendAsync(context, entry, time.GetUtcNow(), cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Entries, the newest first.</summary>
    public Task<Page<AuditEntry>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (after, size) = (page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Audit
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, ToEntry, row => $"{row.Number}");
            },
            cancellationToken);
    }

    /// <summary>
    /// Recomputes every hash from the first entry on, and compares with a head that was kept elsewhere.
    /// </summary>
    /// <param name="kept">
    /// What an earlier verification gave; null where none was kept. Without it entries that were cut off the
    /// end, and a trail that was written anew as a whole, cannot be told from what is right.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<AuditVerdict> VerifyAsync(AuditHead? kept, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var head = AuditHead.None;
                await foreach (var row in context.Audit.OrderBy(row => row.Number)
                    .AsAsyncEnumerable().WithCancellation(cancellationToken))
                {
                    if (Broken(row, head, kept) is { } cause)
                    {
                        return new AuditVerdict(head, head.Entries + 1, cause, ToEntry(row));
                    }

                    head = new AuditHead(row.Number, row.Hash);
                }

                return kept?.Entries > head.Entries
                    ? new AuditVerdict(head, head.Entries + 1, CutOff(kept), null)
                    : new AuditVerdict(head, null, null, null);
            },
            cancellationToken);

    private static string? Broken(AuditRow row, AuditHead before, AuditHead? kept) =>
        row.Number != before.Entries + 1 ? "entries before it are missing"
        : row.PreviousHash != before.Hash ? "it does not follow the entry before it"
        : row.Hash != AuditChain.Hash(row, before.Hash) ? "it was altered after it was written"
        : row.Number == kept?.Entries && row.Hash != kept.Hash
            ? "it is whole, but not the entry that the kept head is of: the trail was written anew"
        : null;

    private static string CutOff(AuditHead kept) =>
        $"the trail ends before it, but the kept head is of entry {kept.Entries}: its end was cut off";

    private static AuditEntry ToEntry(AuditRow row) =>
        new(row.Number, row.At, row.Who, row.Action, row.Subject, row.Details, row.Hash);
}
