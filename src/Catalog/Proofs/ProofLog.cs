using System.Text.Json;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Paging;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Proofs;

/// <summary>What rehearsals have shown. Each is entered once; the first entry stays.</summary>
public sealed class ProofLog
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal ProofLog(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Enters a rehearsal, also one that failed.</summary>
    /// <returns>Whether it was entered now, and not before.</returns>
    public Task<bool> RecordAsync(ProofRecord proof, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                if (await context.Proofs.AnyAsync(
                    row => row.Run == proof.Run.Value && row.Part == proof.Part, cancellationToken))
                {
                    return false;
                }

                var now = time.GetUtcNow();
                context.Proofs.Add(NewRow(proof, now));
                await AuditChain.AppendAsync(
                    context,
                    new NewAuditEntry(
                        "mesh", proof.Succeeded ? "point-proven" : "point-disproven", $"{proof.Component}")
                    {
                        Key = $"{proof.Run}:proof-{proof.Part}",
                        Details = $"{proof.Point} {proof.Position}".TrimEnd(),
                    },
                    now,
                    cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Rehearsals of a component, or of all, the newest first.</summary>
    public Task<Page<ProofRecord>> ListAsync(
        ComponentAddress? component, PageRequest page, CancellationToken cancellationToken)
    {
        var (system, name) = (component?.System.Value, component?.Component.Value);
        var (after, size) = (page.AfterNumber, page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Proofs
                    .Where(row => system == null || (row.System == system && row.Component == name))
                    .Where(row => row.Number < after)
                    .OrderByDescending(row => row.Number)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, ToRecord, row => $"{row.Number}");
            },
            cancellationToken);
    }

    private static ProofRecord ToRecord(ProofRow row) => new(
        RunId.Parse(row.Run),
        row.Part,
        new ComponentAddress(SystemName.Parse(row.System), ComponentName.Parse(row.Component)),
        RunId.Parse(row.Point),
        row.Succeeded)
    {
        At = row.At,
        Position = row.Position,
        Findings = JsonSerializer.Deserialize<List<string>>(row.Findings)!,
        Stages = JsonSerializer.Deserialize<List<ProofStage>>(row.Stages)!,
        Bytes = row.Bytes,
        LogBytes = row.LogBytes,
        LogSeconds = row.LogSeconds,
        TablesCompared = row.TablesCompared,
        TablesScanned = row.TablesScanned,
    };

    private static ProofRow NewRow(ProofRecord proof, DateTimeOffset now) => new()
    {
        Run = proof.Run.Value,
        Part = proof.Part,
        System = proof.Component.System.Value,
        Component = proof.Component.Component.Value,
        Point = proof.Point.Value,
        At = now,
        Position = proof.Position,
        Succeeded = proof.Succeeded,
        Findings = JsonSerializer.Serialize(proof.Findings),
        Stages = JsonSerializer.Serialize(proof.Stages),
        Bytes = proof.Bytes,
        LogBytes = proof.LogBytes,
        LogSeconds = proof.LogSeconds,
        TablesCompared = proof.TablesCompared,
        TablesScanned = proof.TablesScanned,
    };
}
