using System.Globalization;
using Mesh.Runtime.Timers;
using Mesh.Tests.Kit;
using NCrontab;
using Xunit.Abstractions;

namespace Mesh.Tests.Runtime.Timers;

public sealed class TimerScheduleTests(ITestOutputHelper output)
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"];

    [Theory]
    [InlineData("a fixed time that the spring skips runs at the change, and the next day at its own time",
        "0 30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("a fixed time that the autumn repeats runs the first time only",
        "0 30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("a fixed time is not run again when the host starts between its two passes",
        "0 30 2 * * *", "2026-10-25T01:10Z", "2026-10-26T01:30Z")]
    [InlineData("what repeats within the hour goes on through the spring's change",
        "0 */30 * * * *", "2026-03-29T00:15Z", "2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z")]
    [InlineData("what repeats within the hour goes on through the autumn's repeated hour",
        "0 */30 * * * *", "2026-10-25T00:15Z",
        "2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:30Z", "2026-10-25T02:00Z")]
    [InlineData("seconds count",
        "*/20 59 23 31 12 *", "2026-12-31T22:59:20Z", "2026-12-31T22:59:40Z", "2027-12-31T22:59:00Z")]
    [InlineData("weekdays and blanks", "0  0 6   * * Mon ", "2026-05-04T10:00Z", "2026-05-11T04:00Z")]
    public void A_schedule_in_Berlin_comes_when_expected(
        string because, string expression, string from, params string[] expected)
    {
        var schedule = TimerSchedule.Parse(
            "test", expression, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var moment = Moment(from);
        foreach (var next in expected)
        {
            moment = schedule.NextAfter(moment);
            Assert.True(Moment(next) == moment, $"{because}: {moment:u}, expected {next}");
        }
    }

    [Fact]
    public void A_date_that_never_comes_has_no_next_time()
    {
        var schedule = TimerSchedule.Parse("test", "0 0 0 31 2 *", TimeZoneInfo.Utc);
        Assert.Equal(DateTimeOffset.MaxValue, schedule.NextAfter(Moment("2026-05-04T10:00Z")));
    }

    [Fact]
    public void Random_schedules_tick_as_a_naive_walk_over_the_minutes_does()
    {
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 60; round++)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]);
            var expression = RandomExpression(random);
            var begin = Change(zone, random).AddMinutes(-random.Next(300, 1500));
            var end = begin.AddHours(50);

            var schedule = TimerSchedule.Parse("test", expression, zone);
            var ticks = new List<DateTimeOffset>();
            for (var tick = schedule.NextAfter(begin); tick <= end; tick = schedule.NextAfter(tick))
            {
                ticks.Add(tick);
            }

            var expected = NaiveTicks(expression, zone, begin, end);
            Assert.True(
                expected.SequenceEqual(ticks),
                $"{expression} in {zone.Id} from {begin:u}: {string.Join(' ', ticks.Except(expected).Select(t => $"+{t:u}"))}"
                    + $" {string.Join(' ', expected.Except(ticks).Select(t => $"-{t:u}"))}");
        }
    }

    private static List<DateTimeOffset> NaiveTicks(
        string expression, TimeZoneInfo zone, DateTimeOffset begin, DateTimeOffset end)
    {
        var cron = CrontabSchedule.Parse(
            expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        var repeats = expression.Split(' ')[2].AsSpan().ContainsAny("*-/");
        var ticks = new List<DateTimeOffset>();
        var latestWall = DateTime.MinValue;

        // A day earlier, so that the first pass of a repeated hour has been seen.
        for (var moment = begin.AddDays(-1); moment <= end; moment = moment.AddMinutes(1))
        {
            var wall = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
            var due = repeats
                ? Matches(cron, wall)
                : wall > latestWall
                    && (latestWall == DateTime.MinValue
                        ? Matches(cron, wall)
                        : HasTick(cron, latestWall, wall));
            if (due && moment > begin)
            {
                ticks.Add(moment);
            }

            latestWall = wall > latestWall ? wall : latestWall;
        }

        return ticks;
    }

    private static bool Matches(CrontabSchedule cron, DateTime wall) =>
        HasTick(cron, wall.AddTicks(-1), wall);

    private static bool HasTick(CrontabSchedule cron, DateTime after, DateTime until) =>
        cron.GetNextOccurrence(after, until.AddTicks(1)) <= until;

    private static string RandomExpression(Random random)
    {
        string[] minutes = ["0", "30", "15,45", "*/20", "*/7", "59"];
        string[] hours = ["*", "2", "1,2,3", "*/2", "0-4", "0", "23", "3"];
        string[] days = ["*", "*", "*", "*/2"];
        return $"0 {Pick(minutes)} {Pick(hours)} {Pick(days)} * *";

        string Pick(string[] choices) => choices[random.Next(choices.Length)];
    }

    /// <summary>
    /// The moment of a change of the zone's clocks, or just some moment where there is none.
    /// </summary>
    private static DateTimeOffset Change(TimeZoneInfo zone, Random random)
    {
        var moment = new DateTimeOffset(
            2000 + random.Next(30), 1 + random.Next(12), 1, 0, 0, 0, TimeSpan.Zero);
        for (var hour = 0; hour < 366 * 24; hour++)
        {
            if (zone.GetUtcOffset(moment) != zone.GetUtcOffset(moment.AddHours(1)))
            {
                return moment;
            }

            moment = moment.AddHours(1);
        }

        return moment;
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
