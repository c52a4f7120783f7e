using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Database;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Audit;

/// <summary>
/// Writes entries within the transaction of what they tell about, each bound to the one before by its hash.
/// </summary>
internal static class AuditChain
{
    /// <summary>What the first entry is bound to.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Appends an entry. Must run within a transaction that holds the write lock.</summary>
    public static async Task AppendAsync(
        CatalogContext context, NewAuditEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (entry.Key is not null
            && await context.Audit.AnyAsync(row => row.Key == entry.Key, cancellationToken))
        {
            return;
        }

        // The newest entry may be one that this transaction has added and not yet saved.
        var last = context.Audit.Local.MaxBy(row => row.Number)
            ?? await context.Audit.OrderByDescending(row => row.Number)
                .FirstOrDefaultAsync(cancellationToken);
        var number = (last?.Number ?? 0) + 1;
        var previous = last?.Hash ?? Beginning;
        context.Audit.Add(new AuditRow
        {
            Number = number,
            At = now,
            Who = entry.Who,
            Action = entry.Action,
            Subject = entry.Subject,
            Details = entry.Details,
            Key = entry.Key,
            PreviousHash = previous,
            Hash = Hash(previous, number, now, entry),
        });
    }

    /// <summary>The hash that a row must have if it follows <paramref name="previous"/>.</summary>
    public static string Hash(AuditRow row, string previous) => Hash(
        previous,
        row.Number,
        row.At,
        new NewAuditEntry(row.Who, row.Action, row.Subject) { Details = row.Details, Key = row.Key });

    // Each part is preceded by its length, so that no two different entries have the same bytes.
    private static string Hash(string previous, long number, DateTimeOffset at, NewAuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        string[] parts =
        [
            previous, $"{number}", UtcText.Write(at), entry.Who, entry.Action, entry.Subject, entry.Details,
            entry.Key is null ? "" : $"={entry.Key}",
        ];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
