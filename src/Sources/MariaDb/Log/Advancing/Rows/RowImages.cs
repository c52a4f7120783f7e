using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Reads and hashes the rows of one table in the log. For one thread.</summary>
internal sealed class RowImages(LoggedCell[] cells, RowHasher hasher)
{
    /// <summary>All columns, in the log's order.</summary>
    public IReadOnlyList<LoggedCell> Cells => cells;

    /// <summary>What a row event changes.</summary>
    /// <param name="type">Whether rows are written, changed or deleted.</param>
    /// <param name="rows">The event.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="FormatException">It cannot be read, or lacks columns.</exception>
    public TableFingerprint Change(EventType type, RowsEvent rows, out long count)
    {
        count = 0;
        var change = default(TableFingerprint);
        var cursor = new ByteCursor(rows.Rows.Span);
        var before = Present(rows, rows.Before.Span);
        var after = type.IsUpdate() ? Present(rows, rows.After.Span) : 0;
        try
        {
            for (; !cursor.AtEnd; count++)
            {
                var row = new TableFingerprint(1, Read(ref cursor, rows.Before.Span, before));
                change = type is EventType.WriteRowsV1 or EventType.WriteRows ? change + row : change - row;
                if (type.IsUpdate())
                {
                    change = change.With(Read(ref cursor, rows.After.Span, after));
                }
            }
        }
        catch (FormatException)
        {
            // Half a row must not become the beginning of the next one.
            hasher.Hash();
            throw;
        }

        return change;
    }

    private int Present(RowsEvent rows, ReadOnlySpan<byte> present)
    {
        if (rows.ColumnCount != cells.Length)
        {
            throw new FormatException("its rows have another number of columns than the log says");
        }

        var count = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            if (Has(present, i))
            {
                count++;
            }
            else if (cells[i].IsHashed)
            {
                throw new FormatException("its rows are logged without all columns (binlog_row_image)");
            }
        }

        return count > 0 ? count : throw new FormatException("its rows have no columns");
    }

    private UInt128 Read(ref ByteCursor cursor, ReadOnlySpan<byte> present, int count)
    {
        var nulls = cursor.Bytes((count + 7) / 8);
        var isNull = -1;
        for (var i = 0; i < cells.Length; i++)
        {
            if (!Has(present, i))
            {
                continue;
            }

            ref readonly var cell = ref cells[i];
            isNull++;
            if (Has(nulls, isNull))
            {
                AddNull(cell);
                continue;
            }

            var bytes = cell.Take(ref cursor);
            if (cell.IsHashed)
            {
                CellValue.Add(hasher, cell, bytes);
            }
        }

        return hasher.Hash();
    }

    private void AddNull(in LoggedCell cell)
    {
        if (cell.IsHashed)
        {
            hasher.AddNull();
        }
    }

    private static bool Has(ReadOnlySpan<byte> bits, int index) =>
        (bits[index >> 3] & (1 << (index & 7))) != 0;
}
