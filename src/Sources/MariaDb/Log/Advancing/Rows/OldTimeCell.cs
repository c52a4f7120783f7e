namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>
/// Times of columns that were made with <c>mysql56_temporal_format=OFF</c>, or before it existed: without
/// parts of a second as decimal digits, with them as a number of mixed radix (MariaDB, <c>pack_time</c>).
/// </summary>
internal static class OldTimeCell
{
    private const ulong DayOfMicroseconds = 86_400_000_000;
    private const ulong LongestTime = 3_020_399; // 838:59:59 in seconds

    private static readonly int[] TimeSizes = [3, 4, 4, 5, 5, 5, 6];
    private static readonly int[] DateTimeSizes = [5, 6, 6, 7, 7, 7, 8];
    private static readonly int[] TimestampSizes = [4, 5, 5, 6, 6, 7, 7];
    private static readonly ulong[] Units = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>How a column with so many digits of a second lies, and in how many bytes.</summary>
    public static (CellLayout Layout, int Size) Of(string dataType, int digits) => (dataType, digits) switch
    {
        ("time", 0) => (CellLayout.OldTime, 3),
        ("datetime", 0) => (CellLayout.OldDateTime, 8),
        ("timestamp", 0) => (CellLayout.OldTimestamp, 4),
        ("time", _) => (CellLayout.FineTime, TimeSizes[digits]),
        ("datetime", _) => (CellLayout.FineDateTime, DateTimeSizes[digits]),
        _ => (CellLayout.FineTimestamp, TimestampSizes[digits]),
    };

    /// <summary>As the server prints it, a TIMESTAMP in UTC.</summary>
    public static void Write(ref DigitWriter text, in LoggedCell cell, ReadOnlySpan<byte> bytes)
    {
        switch (cell.Layout)
        {
            case CellLayout.OldTime:
                var time = CellValue.Signed(bytes);
                Sign(ref text, time < 0);
                var digits = (ulong)Math.Abs(time);
                text.Time(digits / 10_000, digits / 100 % 100, digits % 100);
                break;
            case CellLayout.OldDateTime:
                var moment = CellValue.Unsigned(bytes);
                text.Date(moment / 10_000_000_000, moment / 100_000_000 % 100, moment / 1_000_000 % 100);
                text.Mark(' ');
                text.Time(moment / 10_000 % 100, moment / 100 % 100, moment % 100);
                break;
            case CellLayout.OldTimestamp:
                TimeCell.WriteTimestamp(ref text, CellValue.Unsigned(bytes), 0, 0);
                break;
            case CellLayout.FineTime:
                WriteTime(ref text, CellValue.BigEndian(bytes), cell.Digits);
                break;
            case CellLayout.FineDateTime:
                WriteDateTime(ref text, CellValue.BigEndian(bytes) * Units[cell.Digits], cell.Digits);
                break;
            default:
                var part = CellValue.BigEndian(bytes[4..]) * Units[cell.Digits];
                TimeCell.WriteTimestamp(ref text, CellValue.BigEndian(bytes[..4]), part, cell.Digits);
                break;
        }
    }

    private static void Sign(ref DigitWriter text, bool isNegative)
    {
        if (isNegative)
        {
            text.Mark('-');
        }
    }

    private static void WriteTime(ref DigitWriter text, ulong stored, int digits)
    {
        // The middle of the range is zero.
        var middle = (LongestTime + 1) * 1_000_000 / Units[digits];
        Sign(ref text, stored < middle);
        var time = (stored < middle ? middle - stored : stored - middle) * Units[digits];
        text.Time(time / 3_600_000_000, time / 60_000_000 % 60, time / 1_000_000 % 60);
        text.Fraction(time % 1_000_000, digits);
    }

    private static void WriteDateTime(ref DigitWriter text, ulong packed, int digits)
    {
        var (days, time) = (packed / DayOfMicroseconds, packed % DayOfMicroseconds);
        text.Date(days / 32 / 13, days / 32 % 13, days % 32);
        text.Mark(' ');
        text.Time(time / 3_600_000_000, time / 60_000_000 % 60, time / 1_000_000 % 60);
        text.Fraction(time % 1_000_000, digits);
    }
}
