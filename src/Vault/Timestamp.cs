using System.Globalization;

namespace Mesh.Vault;

/// <summary>
/// An instant to the nanosecond together with the UTC offset it was recorded at, since both are part of what
/// a repository stores and hashes. Equality is that of the stored form; <see cref="IsSameInstant"/> ignores
/// the offset.
/// </summary>
/// <param name="UnixSeconds">Seconds since 1970-01-01T00:00:00Z, floored.</param>
/// <param name="Nanoseconds">0 to 999,999,999, added to the seconds.</param>
/// <param name="OffsetMinutes">The local offset east of UTC.</param>
public readonly record struct Timestamp(long UnixSeconds, int Nanoseconds, int OffsetMinutes)
    : IComparable<Timestamp>
{
    private const int MaxLength = 35;

    // The stored form has four digits for the year.
    private const long FirstSecond = -62_167_219_200;
    private const long LastSecond = 253_402_300_799;

    /// <summary>What the stored form says where nothing is known: the first second of year 1.</summary>
    public static Timestamp Unknown { get; } = new(-62_135_596_800, 0, 0);

    /// <summary>An instant as the kernel gives it, shown at the offset of <paramref name="zone"/> at that
    /// instant.</summary>
    public static Timestamp FromUnix(long seconds, int nanoseconds, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var within = Math.Clamp(seconds, -62_135_596_800 + 86_400, LastSecond - 86_400);
        var offset = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(within));
        return new Timestamp(seconds, nanoseconds, (int)offset.TotalMinutes);
    }

    public static Timestamp From(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        return new Timestamp(seconds, (int)rest * 100, (int)time.Offset.TotalMinutes);
    }

    /// <summary>Reads RFC 3339 with up to nine digits of a second (more are cut).</summary>
    public static Timestamp Parse(string text) =>
        TryParse(System.Text.Encoding.UTF8.GetBytes(text ?? ""), out var time)
            ? time
            : throw new FormatException($"'{text}' is not an RFC 3339 time");

    /// <inheritdoc cref="Parse(string)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out Timestamp time)
    {
        time = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't')
            || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day) || !TryDigits(text[11..13], out var hour)
            || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryFraction(ref rest, out var nanoseconds) || !TryOffset(rest, out var offset))
        {
            return false;
        }

        var ofDay = hour * 3_600 + minute * 60 + second;
        var seconds = DaysFromCivil(year, month, day) * 86_400 + ofDay - offset * 60L;
        time = new Timestamp(seconds, nanoseconds, offset);
        return true;
    }

    /// <summary>Whether both are the same moment, wherever they were recorded.</summary>
    public bool IsSameInstant(Timestamp other) =>
        UnixSeconds == other.UnixSeconds && Nanoseconds == other.Nanoseconds;

    /// <summary>The nearest <see cref="DateTimeOffset"/>, which keeps 100 ns and the years 1 to
    /// 9999.</summary>
    public DateTimeOffset ToDateTimeOffset()
    {
        var seconds = Math.Clamp(UnixSeconds, -62_135_596_800 + 86_400, LastSecond - 86_400);
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(Nanoseconds / 100)
            .ToOffset(TimeSpan.FromMinutes(OffsetMinutes));
    }

    /// <summary>By instant.</summary>
    public int CompareTo(Timestamp other)
    {
        var order = UnixSeconds.CompareTo(other.UnixSeconds);
        return order != 0 ? order : Nanoseconds.CompareTo(other.Nanoseconds);
    }

    /// <summary>The stored form: RFC 3339, nanoseconds without trailing zeros, years outside 0 to 9999
    /// brought inside.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <summary>Writes the stored form; at most 35 bytes.</summary>
    /// <returns>How many bytes it has.</returns>
    internal int Format(Span<byte> destination)
    {
        var local = Math.Clamp(UnixSeconds + OffsetMinutes * 60L, FirstSecond, LastSecond);
        var days = Math.DivRem(local, 86_400, out var ofDay);
        if (ofDay < 0)
        {
            days--;
            ofDay += 86_400;
        }

        var (year, month, day) = CivilFromDays(days);
        WriteDigits(destination, year, 4);
        destination[4] = (byte)'-';
        WriteDigits(destination[5..], month, 2);
        destination[7] = (byte)'-';
        WriteDigits(destination[8..], day, 2);
        destination[10] = (byte)'T';
        WriteDigits(destination[11..], (int)(ofDay / 3_600), 2);
        destination[13] = (byte)':';
        WriteDigits(destination[14..], (int)(ofDay / 60 % 60), 2);
        destination[16] = (byte)':';
        WriteDigits(destination[17..], (int)(ofDay % 60), 2);
        var length = 19;
        if (Nanoseconds != 0)
        {
            destination[length] = (byte)'.';
            WriteDigits(destination[(length + 1)..], Nanoseconds, 9);
            length += 10;
            while (destination[length - 1] == '0')
            {
                length--;
            }
        }

        return length + FormatOffset(destination[length..]);
    }

    public static bool operator <(Timestamp left, Timestamp right) => left.CompareTo(right) < 0;

    public static bool operator >(Timestamp left, Timestamp right) => left.CompareTo(right) > 0;

    public static bool operator <=(Timestamp left, Timestamp right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Timestamp left, Timestamp right) => left.CompareTo(right) >= 0;

    private int FormatOffset(Span<byte> destination)
    {
        if (OffsetMinutes == 0)
        {
            destination[0] = (byte)'Z';
            return 1;
        }

        destination[0] = (byte)(OffsetMinutes < 0 ? '-' : '+');
        WriteDigits(destination[1..], Math.Abs(OffsetMinutes) / 60, 2);
        destination[3] = (byte)':';
        WriteDigits(destination[4..], Math.Abs(OffsetMinutes) % 60, 2);
        return 6;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int nanoseconds)
    {
        nanoseconds = 0;
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        var length = 1;
        while (length < rest.Length && char.IsAsciiDigit((char)rest[length]))
        {
            length++;
        }

        for (var i = 1; i <= 9; i++)
        {
            nanoseconds = nanoseconds * 10 + (i < length ? rest[i] - '0' : 0);
        }

        rest = rest[length..];
        return length > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z')
        {
            return true;
        }

        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':'
            || !TryDigits(rest[1..3], out var hour) || !TryDigits(rest[4..], out var minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = (hour * 60 + minute) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static void WriteDigits(Span<byte> destination, int value, int digits)
    {
        for (var i = digits - 1; i >= 0; i--)
        {
            destination[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Years are counted from March, so that the leap day is the last of its year; 400 years
    // have 146,097 days.
    private static long DaysFromCivil(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365L + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private static (int Year, int Month, int Day) CivilFromDays(long days)
    {
        days += 719_468;
        var era = (days >= 0 ? days : days - 146_096) / 146_097;
        var dayOfEra = (int)(days - era * 146_097);
        var yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shifted = (5 * dayOfYear + 2) / 153;
        var month = shifted < 10 ? shifted + 3 : shifted - 9;
        var year = (int)(yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1);
    }
}
