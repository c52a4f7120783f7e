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

    /// <summary>Recomputes every hash from the first entry on.</summary>
    public Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var previous = AuditChain.Beginning;
                var number = 0L;
                await foreach (var row in context.Audit.OrderBy(row => row.Number)
                    .AsAsyncEnumerable().WithCancellation(cancellationToken))
                {
                    var cause = row.Number != number + 1 ? "entries before it are missing"
                        : row.PreviousHash != previous ? "it does not follow the entry before it"
                        : row.Hash != AuditChain.Hash(row, previous) ? "it was altered after it was written"
                        : null;
                    if (cause is not null)
                    {
                        return new AuditVerdict(number, previous, number + 1, cause);
                    }

                    previous = row.Hash;
                    number = row.Number;
                }

                return new AuditVerdict(number, previous, null, null);
            },
            cancellationToken);

    private static AuditEntry ToEntry(AuditRow row) =>
        new(row.Number, row.At, row.Who, row.Action, row.Subject, row.Details, row.Hash);
}
