using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>What a table map says of each of its columns.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">The number of its type.</param>
/// <param name="First">The first byte of what its type needs to be read; 0 where there is none.</param>
/// <param name="Second">The second byte.</param>
/// <param name="IsUnsigned">Of numbers.</param>
internal readonly record struct LoggedColumn(
    string Name, ColumnType Type, byte First, byte Second, bool IsUnsigned)
{
    private const byte SignednessPart = 1;

    /// <summary>The columns in the log's order.</summary>
    /// <exception cref="FormatException">The map does not say all.</exception>
    public static LoggedColumn[] Of(TableMapEvent map)
    {
        if (map.ColumnNames.Count != map.ColumnTypes.Count)
        {
            throw new FormatException("the log does not name its columns (binlog_row_metadata)");
        }

        var metadata = new ByteCursor(map.ColumnMetadata.Span);
        var signs = map.Optional.TryGetValue(SignednessPart, out var part) ? part.Span : [];
        var columns = new LoggedColumn[map.ColumnTypes.Count];
        var numbers = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var type = (ColumnType)map.ColumnTypes[i];
            var count = MetadataOf(type);
            var first = count > 0 ? metadata.UInt8() : (byte)0;
            var second = count > 1 ? metadata.UInt8() : (byte)0;
            columns[i] = new LoggedColumn(map.ColumnNames[i], type, first, second,
                IsNumber(type) && IsUnsignedNumber(signs, numbers++));
        }

        return columns;
    }

    private static bool IsNumber(ColumnType type) => type
        is ColumnType.Tiny or ColumnType.Short or ColumnType.Long or ColumnType.LongLong or ColumnType.Int24
        or ColumnType.Float or ColumnType.Double or ColumnType.NewDecimal or ColumnType.Year;

    private static bool IsUnsignedNumber(ReadOnlySpan<byte> signs, int index) => index / 8 < signs.Length
        ? (signs[index / 8] & (0x80 >> (index % 8))) != 0
        : throw new FormatException("the log does not say which of its numbers have a sign");

    private static int MetadataOf(ColumnType type) => type switch
    {
        ColumnType.Float or ColumnType.Double => 1,
        ColumnType.Timestamp2 or ColumnType.DateTime2 or ColumnType.Time2 => 1,
        ColumnType.Blob or ColumnType.Geometry or ColumnType.BlobCompressed => 1,
        ColumnType.VarChar or ColumnType.VarCharCompressed or ColumnType.Bit or ColumnType.NewDecimal
            or ColumnType.String => 2,
        ColumnType.Tiny or ColumnType.Short or ColumnType.Long or ColumnType.LongLong or ColumnType.Int24
            or ColumnType.Year or ColumnType.Date or ColumnType.NewDate
            or ColumnType.Time or ColumnType.DateTime or ColumnType.Timestamp => 0,
        _ => throw new FormatException($"it has a column of type {(int)type}, which is not known"),
    };
}
