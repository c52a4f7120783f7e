using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>
/// Joins what the log says of columns with what a server says of a table's: the log alone does not tell which
/// columns are generated, nor a UUID from other bytes.
/// </summary>
internal static class CellFit
{
    // The server's own column behind a unique key over long values.
    private const string HiddenHash = "DB_ROW_HASH_";

    /// <summary>How to read the rows; null when the log's are not of such a table.</summary>
    public static LoggedCell[]? Find(IReadOnlyList<LoggedColumn> logged, IReadOnlyList<TargetColumn> columns)
    {
        var cells = new LoggedCell[logged.Count];
        var next = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            var isHidden = next == columns.Count
                && logged[i].Name.StartsWith(HiddenHash, StringComparison.Ordinal)
                && logged[i].Type == ColumnType.LongLong;
            var cell = isHidden
                ? new LoggedCell(logged[i].Name, IsHashed: false, CellLayout.Unsigned, sizeof(ulong))
                : next < columns.Count && logged[i].Name == columns[next].Name
                    ? Cell(logged[i], columns[next++])
                    : null;
            if (cell is null)
            {
                return null;
            }

            cells[i] = cell.Value;
        }

        return next == columns.Count ? cells : null;
    }

    private static LoggedCell? Cell(in LoggedColumn logged, TargetColumn column)
    {
        var (kind, type) = (column.Value.Kind, column.DataType);
        LoggedCell? cell = logged.Type switch
        {
            ColumnType.Tiny => Integer(logged, column, 1),
            ColumnType.Short => Integer(logged, column, 2),
            ColumnType.Int24 => Integer(logged, column, 3),
            ColumnType.Long => Integer(logged, column, 4),
            ColumnType.LongLong => Integer(logged, column, 8),
            ColumnType.Float when kind == CellKind.Single => Of(CellLayout.Single, sizeof(float)),
            ColumnType.Double when kind == CellKind.Double => Of(CellLayout.Double, sizeof(double)),
            ColumnType.Year when type == "year" => Of(
                column.IsShortYear ? CellLayout.ShortYear : CellLayout.Year, 1),
            ColumnType.Bit when type == "bit" => Of(
                CellLayout.Bits, logged.Second + (logged.First > 0 ? 1 : 0)),
            ColumnType.NewDecimal when kind == CellKind.Digits => Of(
                column.IsFilled ? CellLayout.FilledDecimal : CellLayout.Decimal,
                DecimalCell.SizeOf(logged.First, logged.Second), logged.First, logged.Second),
            ColumnType.Date or ColumnType.NewDate when type == "date" => Of(CellLayout.Date, 3),
            ColumnType.Time2 when type == "time" => Time(CellLayout.Time, logged.First),
            ColumnType.DateTime2 when type == "datetime" => Time(CellLayout.DateTime, logged.First),
            ColumnType.Timestamp2 when type == "timestamp" => Time(CellLayout.Timestamp, logged.First),
            ColumnType.Time when type == "time" => OldTime(column),
            ColumnType.DateTime when type == "datetime" => OldTime(column),
            ColumnType.Timestamp when type == "timestamp" => OldTime(column),
            _ => Variable(logged, column),
        };
        return cell is { } fits ? fits with { Name = column.Name, IsHashed = !column.IsGenerated } : null;
    }

    private static LoggedCell? Variable(in LoggedColumn logged, TargetColumn column)
    {
        var kind = column.Value.Kind;
        return logged.Type switch
        {
            ColumnType.VarChar or ColumnType.VarCharCompressed when kind is CellKind.Text or CellKind.Bytes =>
                Of(Plain(logged.Type), PrefixOf(logged.First | (logged.Second << 8))),
            ColumnType.Blob or ColumnType.BlobCompressed
                when kind is CellKind.Text or CellKind.Bytes && logged.First is >= 1 and <= 4 =>
                Of(Plain(logged.Type), logged.First),
            ColumnType.Geometry when kind == CellKind.Bytes && logged.First is >= 1 and <= 4 =>
                Of(CellLayout.Bytes, logged.First),
            ColumnType.String => Fixed(logged, column),
            _ => null,
        };
    }

    // The first byte is the real type; two bits of it, turned over, are the highest of the length.
    private static LoggedCell? Fixed(in LoggedColumn logged, TargetColumn column)
    {
        if ((ColumnType)logged.First is ColumnType.Enum or ColumnType.Set)
        {
            return column.DataType is "enum" or "set" && logged.Second is >= 1 and <= 8
                ? Of(CellLayout.Unsigned, logged.Second)
                : null;
        }

        var length = logged.Second | (((logged.First & 0x30) ^ 0x30) << 4);
        return column.Value.Kind switch
        {
            _ when (ColumnType)(logged.First | 0x30) != ColumnType.String => null,
            CellKind.Text => Of(CellLayout.Bytes, PrefixOf(length)),
            CellKind.Bytes or CellKind.Uuid or CellKind.Network when length <= byte.MaxValue =>
                Of(CellLayout.Padded, 1, length),
            _ => null,
        };
    }

    private static LoggedCell? Integer(in LoggedColumn logged, TargetColumn column, int size)
    {
        var kind = logged.IsUnsigned ? CellKind.Unsigned : CellKind.Signed;
        return column.Value.IsInteger && column.Value.Kind == kind
            ? Of(logged.IsUnsigned ? CellLayout.Unsigned : CellLayout.Signed, size)
            : null;
    }

    private static LoggedCell? Time(CellLayout layout, int digits) => digits <= 6
        ? Of(layout, TimeCell.SizeOf(layout, digits), 0, digits)
        : null;

    // How many digits of a second it has the log does not say here.
    private static LoggedCell OldTime(TargetColumn column)
    {
        var (layout, size) = OldTimeCell.Of(column.DataType, column.SecondDigits);
        return Of(layout, size, 0, column.SecondDigits);
    }

    private static CellLayout Plain(ColumnType type) =>
        type is ColumnType.VarCharCompressed or ColumnType.BlobCompressed
            ? CellLayout.Compressed
            : CellLayout.Bytes;

    private static int PrefixOf(int length) => length > byte.MaxValue ? 2 : 1;

    private static LoggedCell Of(CellLayout layout, int size, int length = 0, int digits = 0) =>
        new("", IsHashed: true, layout, size, length, digits);
}
