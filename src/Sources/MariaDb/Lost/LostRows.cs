using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Buffers.Binary;
using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>Reads the rows of an event as values that a query would give.</summary>
internal static class LostRows
{
    private const int LongestText = 96;

    /// <summary>The changes, in the event's order.</summary>
    /// <exception cref="FormatException">The rows cannot be read, or lack columns.</exception>
    public static List<LostChange> Read(EventType type, RowsEvent rows, LostTable table)
    {
        RequireWhole(rows, rows.Before.Span, table);
        if (type.IsUpdate())
        {
            RequireWhole(rows, rows.After.Span, table);
        }

        var changes = new List<LostChange>();
        var at = 0;
        while (at < rows.Rows.Length)
        {
            var first = Read(rows.Rows, ref at, table);
            changes.Add(type switch
            {
                EventType.WriteRows or EventType.WriteRowsV1 => new LostChange(table, null, first),
                EventType.DeleteRows or EventType.DeleteRowsV1 => new LostChange(table, first, null),
                _ => new LostChange(table, first, Read(rows.Rows, ref at, table)),
            });
        }

        return changes;
    }

    private static void RequireWhole(RowsEvent rows, ReadOnlySpan<byte> present, LostTable table)
    {
        var count = 0;
        foreach (var each in present)
        {
            count += BitOperations.PopCount(each);
        }

        if (table.Target is null)
        {
            throw new FormatException(table.Doubt);
        }

        if (rows.ColumnCount != table.Cells.Length || count != table.Cells.Length)
        {
            throw new FormatException("its rows are logged without all columns (binlog_row_image)");
        }
    }

    private static LostRow Read(ReadOnlyMemory<byte> rows, ref int at, LostTable table)
    {
        var cursor = new ByteCursor(rows.Span[at..]);
        var nulls = cursor.Bytes((table.Cells.Length + 7) / 8);
        var values = new byte[table.Columns.Count][];
        var (column, next) = (0, 0);
        for (var i = 0; i < table.Cells.Length; i++)
        {
            ref readonly var cell = ref table.Cells[i];
            var isNull = (nulls[i >> 3] & (1 << (i & 7))) != 0;
            var bytes = isNull ? default : cell.Take(ref cursor);
            var isHidden = column == table.Target!.Columns.Count;
            if (isHidden || table.Target.Columns[column++].IsGenerated)
            {
                continue;
            }

            values[next] = isNull ? null! : Value(cell, table.Columns[next], bytes);
            next++;
        }

        var row = new LostRow(rows.Slice(at, cursor.Position), values);
        at += cursor.Position;
        return row;
    }

    private static byte[] Value(in LoggedCell cell, TableColumn column, ReadOnlySpan<byte> bytes)
    {
        switch (cell.Layout)
        {
            case CellLayout.Signed:
                return Text(CellValue.Signed(bytes));
            case CellLayout.Unsigned:
                return Text(CellValue.Unsigned(bytes));
            case CellLayout.Bits:
                return Text(CellValue.BigEndian(bytes));
            case CellLayout.Single:
                return Text((double)BinaryPrimitives.ReadSingleLittleEndian(bytes));
            case CellLayout.Double:
                return Text(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
            case CellLayout.Year:
                return Text(bytes[0] == 0 ? 0 : 1900 + bytes[0]);
            case CellLayout.ShortYear:
                return Text(bytes[0] % 100);
            case CellLayout.Bytes:
                return bytes.ToArray();
            case CellLayout.Padded:
                return Padded(column, bytes, cell.Length);
            case CellLayout.Compressed:
                return CompressedCell.Expand(bytes).ToArray();
            default:
                Span<byte> text = stackalloc byte[LongestText];
                var writer = new DigitWriter(text);
                CellValue.Write(ref writer, cell, bytes);
                return writer.Written.ToArray();
        }
    }

    private static byte[] Padded(TableColumn column, ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length > length)
        {
            throw new FormatException("a value is longer than its column");
        }

        var whole = new byte[length];
        bytes.CopyTo(whole);
        return column.Kind switch
        {
            CellKind.Network => Encoding.ASCII.GetBytes(new IPAddress(whole).ToString()),
            CellKind.Uuid => Encoding.ASCII.GetBytes(new Guid(whole, bigEndian: true).ToString()),
            _ => whole,
        };
    }

    private static byte[] Text<T>(T value)
        where T : IFormattable =>
        Encoding.ASCII.GetBytes(value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture));
}
