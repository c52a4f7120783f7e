using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Domain.Retention;

/// <summary>
/// A span in calendar units as restic writes it: <c>1y6m7d12h</c>; here <c>m</c> means months.
/// </summary>
public sealed record CalendarSpan(int Years, int Months, int Days, int Hours)
{
    private const string Units = "ymdh";

    private const string Example =
        "write numbers and units (y, m, d, h) in this order, as in 7d or 1y6m; m means months";

    /// <summary>Reads a span; each unit at most once, from large to small.</summary>
    public static Parsed<CalendarSpan> Read(string text)
    {
        Span<int> counts = stackalloc int[Units.Length];
        var number = -1;
        var smallest = -1;
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter) && number < 10_000)
            {
                number = (Math.Max(number, 0) * 10) + (letter - '0');
                continue;
            }

            var unit = Units.IndexOf(letter, StringComparison.Ordinal);
            if (unit <= smallest || number < 0)
            {
                return new Problem($"'{text}' is not a calendar span", Example);
            }

            counts[unit] = number;
            number = -1;
            smallest = unit;
        }

        var span = new CalendarSpan(counts[0], counts[1], counts[2], counts[3]);
        return number >= 0 || smallest < 0 ? new Problem($"'{text}' is not a calendar span", Example)
            : span is { Years: 0, Months: 0, Days: 0, Hours: 0 } ? new Problem("the span is empty", Example)
            : span.Years > 1000 || span.Months > 12_000
                ? new Problem($"'{text}' is longer than a thousand years", Example)
            : span;
    }

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static CalendarSpan Parse(string text) => Read(text).OrThrow("invalid-calendar-span", text);

    /// <summary>
    /// The moment this span before another. A day that its month does not have runs over into the next month
    /// (31 March less one month is 3 March), as restic counts.
    /// </summary>
    public DateTimeOffset Before(DateTimeOffset moment)
    {
        var month = (moment.Year * 12) + moment.Month - 1 - (Years * 12) - Months;
        if (month < 12)
        {
            return DateTimeOffset.MinValue;
        }

        var first = new DateTimeOffset(month / 12, (month % 12) + 1, 1, 0, 0, 0, moment.Offset);
        var back = moment.TimeOfDay + TimeSpan.FromDays(moment.Day - 1 - Days) - TimeSpan.FromHours(Hours);
        return first - DateTimeOffset.MinValue < -back ? DateTimeOffset.MinValue : first + back;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (count, unit) in new[] { (Years, 'y'), (Months, 'm'), (Days, 'd'), (Hours, 'h') })
        {
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }

        return text.ToString();
    }
}
