namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Dates, and times as MySQL 5.6 and later write them (MySQL internals, "Date and Time Data Type
/// Representation").</summary>
internal static class TimeCell
{
    private const int TimeSize = 3;
    private const int DateTimeSize = 5;
    private const int TimestampSize = 4;

    /// <summary>The bytes of a value with so many digits of a second.</summary>
    public static int SizeOf(CellLayout layout, int digits) => (digits + 1) / 2 + layout switch
    {
        CellLayout.Time => TimeSize,
        CellLayout.DateTime => DateTimeSize,
        _ => TimestampSize,
    };

    /// <summary>As the server prints it, a TIMESTAMP in UTC.</summary>
    public static void Write(ref DigitWriter text, in LoggedCell cell, ReadOnlySpan<byte> bytes)
    {
        switch (cell.Layout)
        {
            case CellLayout.Date:
                var date = CellValue.Unsigned(bytes);
                text.Date(date >> 9, (date >> 5) & 15, date & 31);
                break;
            case CellLayout.Time:
                WriteTime(ref text, bytes, cell.Digits);
                break;
            case CellLayout.DateTime:
                WriteDateTime(ref text, bytes, cell.Digits);
                break;
            default:
                WriteTimestamp(ref text, CellValue.BigEndian(bytes[..TimestampSize]),
                    Microseconds(bytes[TimestampSize..]), cell.Digits);
                break;
        }
    }

    /// <summary>A moment, from seconds since 1970; 0 is none.</summary>
    public static void WriteTimestamp(
        ref DigitWriter text, ulong seconds, ulong microseconds, int digits)
    {
        if (seconds == 0 && microseconds == 0)
        {
            text.Date(0, 0, 0);
            text.Mark(' ');
            text.Time(0, 0, 0);
        }
        else
        {
            var moment = DateTime.UnixEpoch.AddSeconds(seconds);
            text.Date((ulong)moment.Year, (ulong)moment.Month, (ulong)moment.Day);
            text.Mark(' ');
            text.Time((ulong)moment.Hour, (ulong)moment.Minute, (ulong)moment.Second);
        }

        text.Fraction(microseconds, digits);
    }

    // Negative times are two's complements of seconds and parts together, about the middle of the range.
    private static void WriteTime(ref DigitWriter text, ReadOnlySpan<byte> bytes, int digits)
    {
        var bits = 8 * (bytes.Length - TimeSize);
        var packed = (long)CellValue.BigEndian(bytes) - (0x80_0000L << bits);
        if (packed < 0)
        {
            text.Mark('-');
            packed = -packed;
        }

        var whole = (ulong)packed >> bits;
        var part = (ulong)packed & ((1UL << bits) - 1);
        text.Time((whole >> 12) & 1023, (whole >> 6) & 63, whole & 63);
        text.Fraction(part * Scale(bytes.Length - TimeSize), digits);
    }

    private static void WriteDateTime(ref DigitWriter text, ReadOnlySpan<byte> bytes, int digits)
    {
        var packed = CellValue.BigEndian(bytes[..DateTimeSize]) - 0x80_0000_0000;
        var (date, time) = (packed >> 17, packed & 0x1_FFFF);
        text.Date(((date >> 5) & 0x1_FFFF) / 13, (date >> 5) % 13, date & 31);
        text.Mark(' ');
        text.Time(time >> 12, (time >> 6) & 63, time & 63);
        text.Fraction(Microseconds(bytes[DateTimeSize..]), digits);
    }

    private static ulong Microseconds(ReadOnlySpan<byte> part) =>
        CellValue.BigEndian(part) * Scale(part.Length);

    // Two digits lie in each byte.
    private static ulong Scale(int bytes) => bytes switch
    {
        1 => 10_000,
        2 => 100,
        3 => 1,
        _ => 0,
    };
}
