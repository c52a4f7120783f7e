using System.Collections.Concurrent;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Schema;
using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Verifying;

/// <summary>Counts and hashes the rows of tables as they are now, by one pass over each.</summary>
/// <param name="address">The server.</param>
/// <param name="key">Keys the hashes.</param>
/// <param name="connections">How many connections read at once.</param>
/// <param name="progress">Counts ranges, and bytes as the server estimates them.</param>
internal sealed class TablesMeasure(
    MariaDbAddress address, byte[] key, int connections, TransferProgress? progress = null)
{
    private const long RangeBytes = 64 << 20;

    /// <summary>What is in the tables, by database and name.</summary>
    /// <exception cref="Domain.Errors.MeshException">The server could not be asked.</exception>
    public async Task<IReadOnlyDictionary<(string, string), TableFingerprint>> RunAsync(
        IEnumerable<TableSchema> tables, CancellationToken cancellationToken)
    {
        var sums = new ConcurrentDictionary<(string, string), TableFingerprint>();
        var ranges = await PlanAsync(tables, cancellationToken);
        progress?.SetTotals(ranges.Sum(range => range.EstimatedBytes), ranges.Count);
        var queue = new ConcurrentQueue<TableRange>(ranges);
        await Parallel.ForAsync(0, connections, cancellationToken, async (_, token) =>
        {
            await using var session = await RawSession.OpenAsync(address, token);
            while (queue.TryDequeue(out var range))
            {
                var part = await MeasureAsync(session, range, new RowHasher(key), token);
                sums.AddOrUpdate((range.Table.Database, range.Table.Name), part, (_, sum) => sum + part);
                progress?.AddBytes(range.EstimatedBytes);
                progress?.AddFile();
            }
        });
        return sums;
    }

    private async Task<List<TableRange>> PlanAsync(
        IEnumerable<TableSchema> tables, CancellationToken cancellationToken)
    {
        await using var session = await RawSession.OpenAsync(address, cancellationToken);
        var planner = new RangePlanner(session, RangeBytes);
        var ranges = new List<TableRange>();
        foreach (var table in tables)
        {
            ranges.AddRange(await planner.PlanAsync(table, cancellationToken));
        }

        return ranges;
    }

    private static async Task<TableFingerprint> MeasureAsync(
        RawSession session, TableRange range, RowHasher hasher, CancellationToken cancellationToken)
    {
        var fingerprint = default(TableFingerprint);
        var formatter = new RowFormatter(range.Table.Columns, hasher);
        await session.ForEachAsync(
            range.Query(),
            $"reading {range.Table}",
            rows => fingerprint = fingerprint.With(formatter.Add(rows.Row, sql: null)),
            cancellationToken);
        return fingerprint;
    }
}
