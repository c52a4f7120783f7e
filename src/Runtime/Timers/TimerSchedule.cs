using System.Text.RegularExpressions;
using Mesh.Domain.Errors;
using NCrontab;

namespace Mesh.Runtime.Timers;

/// <summary>
/// A six-field NCRONTAB expression (second minute hour day month weekday) in a time zone. Where clocks are
/// put forward, a time that does not exist runs at the moment of the change. Where they are put back, a fixed
/// time runs once, at its first occurrence, while one that repeats over the hours keeps its pace.
/// </summary>
internal sealed partial class TimerSchedule
{
    private const int HourField = 2;

    private readonly CrontabSchedule wallClock;
    private readonly TimeZoneInfo zone;
    private readonly bool repeatsOverHours;

    private TimerSchedule(string expression, CrontabSchedule wallClock, TimeZoneInfo zone)
    {
        Expression = expression;
        this.wallClock = wallClock;
        this.zone = zone;
        repeatsOverHours = expression.Split(' ')[HourField].AsSpan().ContainsAny("*-/");
    }

    public string Expression { get; }

    public static TimerSchedule Parse(string subject, string expression, TimeZoneInfo zone)
    {
        var fields = Blanks().Split(expression.Trim());
        var normal = string.Join(' ', fields);
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = true };
        if (fields.Length != 6 || CrontabSchedule.TryParse(normal, options) is not { } schedule)
        {
            throw new MeshException(
                "bad-schedule",
                subject,
                $"'{expression}' is not a schedule",
                "six fields: second minute hour day month weekday, such as '0 */5 * * * *'",
                ExitCode.BadInput);
        }

        return new(normal, schedule, zone);
    }

    /// <summary>The first time after the given one; the end of time where there is none.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset moment) =>
        repeatsOverHours ? NextRepeated(moment.ToUniversalTime()) : NextFixed(moment.ToUniversalTime());

    private DateTimeOffset NextRepeated(DateTimeOffset moment)
    {
        var offset = zone.GetUtcOffset(moment);
        if (NextWall(Wall(moment, offset)) is not { } wall)
        {
            return DateTimeOffset.MaxValue;
        }

        var next = new DateTimeOffset(wall, offset).ToUniversalTime();
        if (zone.GetUtcOffset(next) == offset)
        {
            return next;
        }

        // The clocks change in between: from the change on, the new offset counts.
        var change = FindChange(moment, next, offset);
        var after = zone.GetUtcOffset(change);
        return NextWall(Wall(change, after).AddTicks(-1)) is { } later
            ? new DateTimeOffset(later, after).ToUniversalTime()
            : DateTimeOffset.MaxValue;
    }

    private DateTimeOffset NextFixed(DateTimeOffset moment)
    {
        var wall = Wall(moment, zone.GetUtcOffset(moment));
        while (NextWall(wall) is { } next)
        {
            var instant = ToInstant(next);
            if (instant > moment)
            {
                return instant;
            }

            wall = next;
        }

        return DateTimeOffset.MaxValue;
    }

    private DateTimeOffset ToInstant(DateTime wall)
    {
        if (zone.IsInvalidTime(wall))
        {
            var before = new DateTimeOffset(wall, zone.GetUtcOffset(wall.AddDays(-1))).ToUniversalTime();
            return FindChange(before.AddDays(-1), before.AddDays(1), zone.GetUtcOffset(before.AddDays(-1)));
        }

        var offset = zone.IsAmbiguousTime(wall)
            ? zone.GetAmbiguousTimeOffsets(wall).Max()
            : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    /// <summary>
    /// The first moment with another offset than the one that holds at <paramref name="low"/>.
    /// </summary>
    private DateTimeOffset FindChange(DateTimeOffset low, DateTimeOffset high, TimeSpan offset)
    {
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(middle) == offset)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return new DateTimeOffset(high.Ticks - (high.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    private DateTime? NextWall(DateTime after)
    {
        var end = DateTime.MaxValue;
        var next = wallClock.GetNextOccurrence(after, end);
        return next == end ? null : next;
    }

    private static DateTime Wall(DateTimeOffset moment, TimeSpan offset) =>
        DateTime.SpecifyKind(moment.UtcDateTime + offset, DateTimeKind.Unspecified);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
