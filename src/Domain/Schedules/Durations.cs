using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Domain.Schedules;

/// <summary>Spans of time as people write them: <c>24h</c>, <c>15m</c>, <c>7d</c>, <c>1h30m</c>.</summary>
public static class Durations
{
    private const string Example = "write a number and a unit (s, m, h, d, w), as in 15m, 24h, 7d or 1h30m";

    private static readonly (char Unit, TimeSpan Length)[] Units =
    [
        ('w', TimeSpan.FromDays(7)),
        ('d', TimeSpan.FromDays(1)),
        ('h', TimeSpan.FromHours(1)),
        ('m', TimeSpan.FromMinutes(1)),
        ('s', TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Reads a span of whole seconds, not longer than a hundred years.</summary>
    public static Parsed<TimeSpan> Read(string text)
    {
        var total = 0L;
        var number = -1L;
        var smallest = -1;
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter) && number < 10_000_000_000)
            {
                number = (Math.Max(number, 0) * 10) + (letter - '0');
                continue;
            }

            var unit = Array.FindIndex(Units, known => known.Unit == letter);
            if (unit <= smallest || number < 0)
            {
                return new Problem($"'{text}' is not a duration", Example);
            }

            total += Math.Min(number, 10_000_000_000) * (long)Units[unit].Length.TotalSeconds;
            number = -1;
            smallest = unit;
        }

        if (number >= 0 || smallest < 0)
        {
            return new Problem($"'{text}' is not a duration", Example);
        }

        return total <= (long)TimeSpan.FromDays(36_525).TotalSeconds
            ? TimeSpan.FromSeconds(total)
            : new Problem($"'{text}' is longer than a hundred years", Example);
    }

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static TimeSpan Parse(string text) => Read(text).OrThrow("invalid-duration", text);

    /// <summary>
    /// The shortest text that <see cref="Read"/> turns into the same whole seconds; weeks are written as
    /// days.
    /// </summary>
    public static string Format(TimeSpan span)
    {
        var rest = (long)span.TotalSeconds;
        var text = new StringBuilder();
        foreach (var (unit, length) in Units.Skip(1))
        {
            var count = rest / (long)length.TotalSeconds;
            rest %= (long)length.TotalSeconds;
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }
}
