using System.Globalization;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// Cuts tables at keys. Where the key begins with an integer the bounds are multiples of a power of two, so
/// that they stay where they are while the table grows; else they are keys found by counting.
/// </summary>
internal sealed class RangePlanner(RawSession session, long rangeBytes)
{
    private const int MostRanges = 4_096;

    /// <summary>The ranges of a table, which together have every row once.</summary>
    public async Task<IReadOnlyList<TableRange>> PlanAsync(
        TableSchema table, CancellationToken cancellationToken)
    {
        var ranges = await CutAsync(table, cancellationToken);
        var share = table.EstimatedBytes / ranges.Count;
        return [.. ranges.Select(range => range with { EstimatedBytes = share })];
    }

    private async Task<IReadOnlyList<TableRange>> CutAsync(
        TableSchema table, CancellationToken cancellationToken)
    {
        var count = Math.Min(MostRanges, table.EstimatedBytes / rangeBytes);
        if (count < 2 || table.Key.Count == 0)
        {
            return [new TableRange(table, 0, null)];
        }

        if (table.Key[0].IsInteger)
        {
            return await ByNumberAsync(table, count, cancellationToken);
        }

        return table.Key.All(CanBeBound)
            ? await ByCountAsync(table, table.EstimatedRows / count, cancellationToken)
            : [new TableRange(table, 0, null)];
    }

    /// <summary>Bounds for keys from <paramref name="least"/> to <paramref name="greatest"/>, both
    /// outside.</summary>
    internal static IReadOnlyList<Int128> Bounds(Int128 least, Int128 greatest, long count)
    {
        Int128 width = 1;
        while ((greatest - least) / width >= count)
        {
            width <<= 1;
        }

        var bounds = new List<Int128>();
        var first = least / width * width;
        for (var bound = first <= least ? first + width : first; bound <= greatest; bound += width)
        {
            bounds.Add(bound);
        }

        return bounds;
    }

    private async Task<IReadOnlyList<TableRange>> ByNumberAsync(
        TableSchema table, long count, CancellationToken cancellationToken)
    {
        var key = SqlText.Name(table.Key[0].Name);
        var ends = (await session.QueryAsync(
            $"SELECT MIN({key}), MAX({key}) FROM {table.QualifiedName}",
            $"cutting {table}",
            cancellationToken))[0];
        if (ends[0] is null || ends[1] is null)
        {
            return [new TableRange(table, 0, null)];
        }

        var bounds = Bounds(
            Int128.Parse(ends[0]!, CultureInfo.InvariantCulture),
            Int128.Parse(ends[1]!, CultureInfo.InvariantCulture), count);
        return Ranges(table,
        [
            .. bounds.Select(bound => (
                $"{key} < {bound.ToString(CultureInfo.InvariantCulture)}",
                $"{key} >= {bound.ToString(CultureInfo.InvariantCulture)}")),
        ]);
    }

    private async Task<IReadOnlyList<TableRange>> ByCountAsync(
        TableSchema table, long rows, CancellationToken cancellationToken)
    {
        var bounds = new List<(string Below, string From)>();
        var columns = string.Join(", ", table.Key.Select(column => column.Expression));
        var formatter = new RowFormatter(table.Key, new RowHasher(new byte[SipHash.KeySize]));
        string? after = null;
        while (bounds.Count < MostRanges)
        {
            var query = new TableRange(table, 0, after).Query(columns)
                + $" LIMIT 1 OFFSET {rows.ToString(CultureInfo.InvariantCulture)}";
            IReadOnlyList<string>? literals = null;
            await session.ForEachAsync(query, $"cutting {table}",
                rows => literals = formatter.Literals(rows.Row), cancellationToken);
            if (literals is null)
            {
                break;
            }

            bounds.Add((KeyCondition.Below(table.Key, literals), KeyCondition.From(table.Key, literals)));
            after = bounds[^1].From;
        }

        return Ranges(table, bounds);
    }

    private static List<TableRange> Ranges(
        TableSchema table, List<(string Below, string From)> bounds)
    {
        var ranges = new List<TableRange>();
        for (var i = 0; i <= bounds.Count; i++)
        {
            string?[] ends =
                [i > 0 ? bounds[i - 1].From : null, i < bounds.Count ? bounds[i].Below : null];
            var condition =
                string.Join(" AND ", ends.Where(end => end is not null).Select(end => $"({end})"));
            ranges.Add(new TableRange(table, i, condition.Length == 0 ? null : condition));
        }

        return ranges;
    }

    private static bool CanBeBound(TableColumn column) =>
        column.Kind is CellKind.Signed or CellKind.Digits or CellKind.Time or CellKind.Network
            or CellKind.Uuid or CellKind.Text or CellKind.Bytes
        || column is { Kind: CellKind.Unsigned, IsInteger: true };
}
