using Cronos;
using Mesh.Domain.Errors;

namespace Mesh.Domain.Schedules;

/// <summary>
/// A five-field cron expression: minute, hour, day of month, month, day of week, on the wall clock of a zone.
/// <para>
/// Where the clock is set forward over a time, that time comes at the first moment after the gap; where it is
/// set back, a fixed time comes once, and an interval (<c>*/30 * * * *</c>) goes on evenly.
/// </para>
/// </summary>
public sealed record CronTime
{
    private const string Example =
        "write minute, hour, day of month, month, day of week, as in '30 1 * * *' for 01:30 daily";

    private static readonly DateTimeOffset AnyStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CronExpression expression;

    private CronTime(string value, CronExpression expression)
    {
        Value = value;
        this.expression = expression;
    }

    /// <summary>The expression, its fields separated by single blanks.</summary>
    public string Value { get; }

    /// <summary>Reads an expression; one that never comes (30 February) is a problem too.</summary>
    public static Parsed<CronTime> Read(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            return new Problem($"'{text}' has {fields.Length} fields, and a schedule has five", Example);
        }

        var value = string.Join(' ', fields);
        try
        {
            var expression = CronExpression.Parse(value);
            return expression.GetNextOccurrence(AnyStart, TimeZoneInfo.Utc) is null
                ? new Problem($"'{value}' never comes", Example)
                : new CronTime(value, expression);
        }
        catch (CronFormatException refused)
        {
            return new Problem($"'{value}' is not a schedule: {refused.Message.TrimEnd('.')}", Example);
        }
    }

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static CronTime Parse(string text) => Read(text).OrThrow("invalid-schedule", text);

    /// <summary>The first occurrence after an instant.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneName zone) =>
        expression.GetNextOccurrence(after, zone.ToTimeZoneInfo());

    /// <summary>The last occurrence in the span <c>(after, until]</c>; null when there is none.</summary>
    public DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset until, TimeZoneName zone)
    {
        if (Next(after, zone) is not { } first || first > until)
        {
            return null;
        }

        // Occurrences can only be walked forwards: look back in growing steps, so that a minute's schedule
        // after a year of downtime costs no more than a yearly one.
        for (var step = TimeSpan.FromHours(1); ; step *= 4)
        {
            var from = until - after > step ? until - step : after;
            var found = expression.GetOccurrences(from, until, zone.ToTimeZoneInfo(), false, true)
                .Select(occurrence => (DateTimeOffset?)occurrence)
                .LastOrDefault();
            if (found is not null)
            {
                return found;
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(CronTime? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
