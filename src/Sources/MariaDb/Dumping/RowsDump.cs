using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Schema;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Reads the rows of all tables, range by range, with all connections of a snapshot.</summary>
internal sealed class RowsDump(
    FileSink sink, DumpOptions options, TimeProvider clock, byte[] key, Timestamp time)
{
    private readonly ByteBudget _budget = new(options.BytesPerSecond, clock);
    private readonly ConcurrentBag<Part> _parts = [];
    private DumpEstimate? _estimate;

    public async Task<IReadOnlyList<TableRecord>> RunAsync(
        ConsistentSnapshot snapshot, DumpTree tree, CancellationToken cancellationToken)
    {
        var tables = snapshot.Databases.SelectMany(database => database.Tables).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await AllAsync(
            [LockedAsync(snapshot, tables, stop.Token), CoveredAsync(snapshot, tables, stop)], stop);
        return Gather(tables, tree);
    }

    // When one fails the others are of no use; its error is the one to report.
    private static async Task AllAsync(IReadOnlyList<Task> tasks, CancellationTokenSource stop)
    {
        Exception? first = null;
        await foreach (var task in Task.WhenEach(tasks))
        {
            if (task is { IsCompletedSuccessfully: false } && first is null)
            {
                first = task.Exception?.InnerException ?? new OperationCanceledException(stop.Token);
                await stop.CancelAsync();
            }
        }

        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private async Task LockedAsync(
        ConsistentSnapshot snapshot, IReadOnlyList<TableSchema> tables, CancellationToken cancellationToken)
    {
        if (snapshot.Locked is not { } session)
        {
            return;
        }

        foreach (var table in tables.Where(table => !table.IsTransactional))
        {
            await ReadAsync(session, new TableRange(table, 0, null), cancellationToken);
        }

        await snapshot.UnlockAsync();
    }

    private async Task CoveredAsync(
        ConsistentSnapshot snapshot, IReadOnlyList<TableSchema> tables, CancellationTokenSource stop)
    {
        var planner = new RangePlanner(snapshot.Sessions[0], options.RangeBytes);
        var ranges = new List<TableRange>();
        foreach (var table in tables.Where(table => table.IsTransactional))
        {
            ranges.AddRange(await planner.PlanAsync(table, stop.Token));
        }

        _estimate = new DumpEstimate(
            options.Progress, ranges.Sum(range => range.EstimatedBytes), ranges.Count);

        // The longest first, so that the connections end together.
        var queue = new ConcurrentQueue<TableRange>(ranges.OrderByDescending(
            range => range.Condition is null ? range.Table.EstimatedBytes : options.RangeBytes));
        await AllAsync([.. snapshot.Sessions.Select(session => WorkAsync(session, queue, stop.Token))], stop);
    }

    private async Task WorkAsync(
        RawSession session, ConcurrentQueue<TableRange> queue, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (queue.TryDequeue(out var range))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ReadAsync(session, range, cancellationToken);
        }
    }

    private async Task ReadAsync(
        RawSession session, TableRange range, CancellationToken cancellationToken)
    {
        var table = range.Table;
        options.Progress?.SetCurrent(table.ToString());
        var writer = new PartWriter(table, sink, _budget, options, new RowHasher(key));
        var name = NodeName.FromText(DumpPaths.Part(range.Number));
        var (node, fingerprint) = await session.ReadAsync(
            range.Query(),
            $"reading {table}",
            rows => writer.WriteAsync(rows, name, time, cancellationToken),
            cancellationToken);
        _parts.Add(new Part(range, node, fingerprint));
        await EnsureSameAsync(session, table, cancellationToken);
        options.Progress?.AddFile();
        _estimate?.Done(range, (long)(node?.Size ?? 0));
    }

    // The server lets a snapshot read a table to which columns were added since, or from which some were
    // dropped. From the first read on it holds changes up, until the savepoint frees the table again.
    private async Task EnsureSameAsync(
        RawSession session, TableSchema table, CancellationToken cancellationToken)
    {
        var changed = await ChangeTime.ReadAsync(
            query => session.ScalarAsync(query, $"reading {table}", cancellationToken),
            table.Database,
            table.Name);
        var now = await session.QueryAsync(
            $"SHOW CREATE TABLE {table.QualifiedName}", $"reading {table}", cancellationToken);
        if (changed != table.Changed)
        {
            throw Changed(session, table, $"it was made at '{table.Changed}' then, and at '{changed}' now");
        }

        if (!TableSchema.IsSameDefinition(now[0][1]!, table.Create))
        {
            throw Changed(session, table, "its definition is another");
        }

        if (options.Changes == DefinitionChanges.EndTheDump && table.IsTransactional)
        {
            await session.ExecuteAsync(
                $"ROLLBACK TO SAVEPOINT {ConsistentSnapshot.Savepoint}",
                $"leaving {table}",
                cancellationToken);
        }
    }

    private static MeshException Changed(RawSession session, TableSchema table, string seenBy) => new(
        "mariadb-definition-changed", session.Address.Location,
        $"{table} was changed after the snapshot was taken: {seenBy}", "start again");

    private List<TableRecord> Gather(IReadOnlyList<TableSchema> tables, DumpTree tree)
    {
        var parts = _parts.ToLookup(part => part.Range.Table, ReferenceEqualityComparer.Instance);
        var records = new List<TableRecord>();
        foreach (var table in tables)
        {
            var own = parts[table].OrderBy(part => part.Range.Number).ToList();
            var files = own.Where(part => part.Node is not null).ToList();
            files.ForEach(part => FolderOf(table, tree).Add(part.Node!));
            var whole = own.Aggregate(default(TableFingerprint), (sum, part) => sum + part.Fingerprint);
            records.Add(new TableRecord
            {
                Database = table.Database,
                Name = table.Name,
                Engine = table.Engine,
                Rows = whole.Rows,
                Hash = whole.SumText,
                Bytes = files.Sum(part => (long)part.Node!.Size),
                Columns = [.. table.Columns.Select(column => column.Name)],
                Files =
                [
                    .. files.Select(part => DumpPaths.Of(table.Database, table.Name, part.Range.Number)),
                ],
            });
        }

        return records;
    }

    private static DumpTree FolderOf(TableSchema table, DumpTree tree) => tree.Folder(
        DumpPaths.Databases,
        DumpPaths.FileName(table.Database),
        DumpPaths.Rows,
        DumpPaths.FileName(table.Name));

    private sealed record Part(TableRange Range, Node? Node, TableFingerprint Fingerprint);
}
