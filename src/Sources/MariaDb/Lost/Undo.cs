using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>
/// Takes lost transactions back and lets the server's log end before them, so that it can follow. The rows
/// and the mark that they are back are one transaction; what comes behind it may be repeated.
/// </summary>
internal static class Undo
{
    private const string Database = "mesh_rejoin";
    private const string Table = $"`{Database}`.`mark`";
    private const string Doing = "taking lost transactions back";
    private const int BytesPerStatement = 1 << 20;

    /// <summary>The mark of what was taken back and has not been followed up; null where there is
    /// none.</summary>
    public static async Task<UndoMark?> FindAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        var tables = await session.QueryAsync(
            "SELECT 1 FROM information_schema.TABLES "
            + $"WHERE TABLE_SCHEMA = '{Database}' AND TABLE_NAME = 'mark'", Doing, cancellationToken);
        var rows = tables.Count == 0
            ? []
            : await session.QueryAsync(
                $"SELECT receipt, state, position FROM {Table}", Doing, cancellationToken);
        return rows is [var row, ..] ? new UndoMark(row[0]!, row[1]!, row[2]!) : null;
    }

    /// <summary>Takes the rows back, compares every table that they touch, and leaves the mark.</summary>
    /// <param name="address">The server; nothing else may write to it.</param>
    /// <param name="plan">Without an obstacle.</param>
    /// <param name="key">The key of the plan's fingerprints.</param>
    /// <param name="mark">What to leave.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <exception cref="MeshException"><c>undo-failed</c>: the rows are not those of the log; nothing is
    /// changed.</exception>
    public static async Task DoAsync(
        MariaDbAddress address, UndoPlan plan, byte[] key, UndoMark mark, CancellationToken cancellationToken)
    {
        await using var session = await RawSession.OpenAsync(address, cancellationToken);
        await session.ExecuteAsync(
            "SET SESSION sql_log_bin=0, tx_read_only=0, tx_isolation='REPEATABLE-READ'", Doing,
            cancellationToken);
        await session.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS `{Database}`", Doing, cancellationToken);
        await session.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Table} (receipt TEXT CHARACTER SET utf8mb4 NOT NULL, "
            + "state TEXT CHARACTER SET ascii NOT NULL, position TEXT CHARACTER SET ascii NOT NULL) "
            + "ENGINE=InnoDB", Doing, cancellationToken);
        await session.ExecuteAsync("BEGIN", Doing, cancellationToken);
        var before = await MeasureAsync(session, plan, key, cancellationToken);
        await ApplyAsync(session, plan, cancellationToken);
        var after = await MeasureAsync(session, plan, key, cancellationToken);
        foreach (var (table, change) in plan.Tables)
        {
            if (after[table.Schema] != before[table.Schema] - change)
            {
                throw new MeshException("undo-failed", $"{table.Name} on {address.Location}",
                    "its rows are not those that the log tells of", "restore the server from a backup of the primary");
            }
        }

        await session.ExecuteAsync(
            $"INSERT INTO {Table} VALUES ({SqlText.Literal(mark.Receipt)}, {SqlText.Literal(mark.State)}, "
            + $"{SqlText.Literal(mark.Position)})", Doing, cancellationToken);
        await session.ExecuteAsync("COMMIT", Doing, cancellationToken);
    }

    /// <summary>Begins the server's log anew as if the lost had never been, and removes the mark.</summary>
    public static async Task FinishAsync(
        MariaDbSession session, UndoMark mark, CancellationToken cancellationToken)
    {
        string[] statements =
        [
            "SET SESSION sql_log_bin=0, tx_read_only=0",
            "RESET MASTER",
            $"SET GLOBAL gtid_slave_pos={SqlText.Literal(mark.Position)}",
            $"SET GLOBAL gtid_binlog_state={SqlText.Literal(mark.State)}",
            $"DROP DATABASE `{Database}`",
            "SET SESSION sql_log_bin=1",
        ];
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement, "beginning the log anew", cancellationToken);
        }
    }

    private static async Task ApplyAsync(
        RawSession session, UndoPlan plan, CancellationToken cancellationToken)
    {
        var largest = int.Parse(
            await session.ScalarAsync("SELECT @@max_allowed_packet", Doing, cancellationToken) ?? "",
            CultureInfo.InvariantCulture);
        byte[] described = [];
        foreach (var (header, events) in plan.Inverse)
        {
            if (!described.AsSpan().SequenceEqual(header))
            {
                described = header;
                await session.ExecuteAsync(RowStatements.Describe(header), Doing, cancellationToken);
            }

            var rows = new RowStatements(BytesPerStatement, largest, "the inverse of a lost transaction");
            foreach (var statement in events.SelectMany(rows.Add))
            {
                await session.ExecuteAsync(statement, Doing, cancellationToken);
            }
        }
    }

    private static async Task<Dictionary<TableSchema, TableFingerprint>> MeasureAsync(
        RawSession session, UndoPlan plan, byte[] key, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<TableSchema, TableFingerprint>(ReferenceEqualityComparer.Instance);
        foreach (var (table, _) in plan.Tables)
        {
            var sum = default(TableFingerprint);
            var formatter = new RowFormatter(table.Schema.Columns, new RowHasher(key));
            await session.ForEachAsync(
                new TableRange(table.Schema, 0, Condition: null).Query(), $"reading {table.Name}",
                rows => sum = sum.With(formatter.Add(rows.Row, sql: null)), cancellationToken);
            tables.Add(table.Schema, sum);
        }

        return tables;
    }
}
