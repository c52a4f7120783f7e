using System.Globalization;
using Mesh.Domain.Runs;
using Mesh.Domain.Schedules;

namespace Mesh.Tests.Unit.Schedules;

/// <summary>
/// Which occurrence is due, on clocks that are set forward and back, and after nobody looked.
/// </summary>
public class DueRunTests
{
    /// <summary>
    /// Zone, schedule, the span in which every minute is looked at (UTC), and what starts (local).
    /// </summary>
    public static TheoryData<string, string, string, string, string> ClockChanges { get; } = new()
    {
        // Berlin: 29 March 2026 02:00 -> 03:00, 25 October 2026 03:00 -> 02:00
        { "Europe/Berlin", "30 2 * * *", "2026-03-27 12:00", "2026-03-30 12:00", "28 02:30+01, 29 03:00+02, 30 02:30+02" },
        { "Europe/Berlin", "0 3 * * *", "2026-03-27 12:00", "2026-03-30 12:00", "28 03:00+01, 29 03:00+02, 30 03:00+02" },
        { "Europe/Berlin", "30 2 * * *", "2026-10-23 12:00", "2026-10-26 12:00", "24 02:30+02, 25 02:30+02, 26 02:30+01" },
        { "Europe/Berlin", "0 2,3 * * *", "2026-03-28 12:00", "2026-03-29 12:00", "29 03:00+02" },
        {
            "Europe/Berlin", "*/30 * * * *", "2026-10-24 23:45", "2026-10-25 02:15",
            "25 02:00+02, 25 02:30+02, 25 02:00+01, 25 02:30+01, 25 03:00+01"
        },
        {
            "Europe/Berlin", "*/30 * * * *", "2026-03-29 00:15", "2026-03-29 02:15",
            "29 01:30+01, 29 03:00+02, 29 03:30+02, 29 04:00+02"
        },

        // New York: 8 March 2026 02:00 -> 03:00, 1 November 2026 02:00 -> 01:00
        { "America/New_York", "15 2 * * *", "2026-03-07 12:00", "2026-03-09 12:00", "08 03:00-04, 09 02:15-04" },
        { "America/New_York", "15 1 * * *", "2026-10-31 12:00", "2026-11-02 12:00", "01 01:15-04, 02 01:15-05" },
        { "America/New_York", "0 1 * * 0", "2026-10-31 12:00", "2026-11-08 12:00", "01 01:00-04, 08 01:00-05" },
        {
            "America/New_York",
            "0 * * * *",
            "2026-11-01 04:30",
            "2026-11-01 07:30",
            "01 01:00-04, 01 01:00-05, 01 02:00-05"
        },

        // Lord Howe: half an hour, 5 April 2026 02:00 -> 01:30, 4 October 2026 02:00 -> 02:30
        { "Australia/Lord_Howe", "15 2 * * *", "2026-10-02 20:00", "2026-10-04 20:00", "04 02:30+11, 05 02:15+11" },
        { "Australia/Lord_Howe", "45 1 * * *", "2026-04-03 20:00", "2026-04-05 20:00", "05 01:45+11, 06 01:45+10:30" },

        // Shanghai keeps one clock all year.
        { "Asia/Shanghai", "30 2 * * *", "2026-03-27 20:00", "2026-03-29 20:00", "29 02:30+08, 30 02:30+08" },
    };

    [Theory]
    [MemberData(nameof(ClockChanges))]
    public void A_timer_that_looks_every_minute_starts_each_occurrence_once(
        string zone, string cron, string from, string until, string expected)
    {
        var schedule = new Schedule(TimeZoneName.Parse(zone), null, CronTime.Parse(cron));

        Assert.Equal(expected, Started(schedule, Utc(from), Utc(until), TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(61)]
    [InlineData(601)]
    public void However_seldom_the_timer_looks_nothing_starts_twice_in_a_year_of_any_zone(int minutes)
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai" })
        {
            var schedule =
                new Schedule(
                    TimeZoneName.Parse(zone), CronTime.Parse("15 2 * * 0"), CronTime.Parse("15 2 * * *"));
            var days = new List<DateOnly>();
            var last = Utc("2026-01-01 00:00");
            for (var now = last; now < Utc("2027-01-01 00:00"); now += TimeSpan.FromMinutes(minutes))
            {
                if (schedule.Due(last, now) is { } due)
                {
                    Assert.True(due.Occurrence > last && due.Occurrence <= now);
                    last = due.Occurrence;
                    var local = schedule.TimeZone.Local(last);
                    days.Add(DateOnly.FromDateTime(local.DateTime));
                    Assert.Equal(local.DayOfWeek == DayOfWeek.Sunday, due.Mode == BackupMode.Full);
                }
            }

            Assert.Equal(days.Distinct(), days);
            Assert.InRange(days.Count, 364, 366);
        }
    }

    [Fact]
    public void What_was_missed_during_downtime_is_made_up_for_by_one_run()
    {
        var schedule = new Schedule(TimeZoneName.Utc, null, CronTime.Parse("0 * * * *"));

        var due = schedule.Due(Utc("2026-05-01 03:00"), Utc("2026-05-04 10:20"))!;

        Assert.Equal(new DueRun(Utc("2026-05-04 10:00"), BackupMode.Incremental, true), due);
        Assert.Null(schedule.Due(due.Occurrence, Utc("2026-05-04 10:59")));
        Assert.Equal(
            new DueRun(Utc("2026-05-04 11:00"), BackupMode.Incremental, false),
            schedule.Due(due.Occurrence, Utc("2026-05-04 11:00")));
    }

    [Fact]
    public void A_missed_full_backup_makes_the_run_a_full_one()
    {
        var schedule =
            new Schedule(TimeZoneName.Utc, CronTime.Parse("0 1 * * 0"), CronTime.Parse("0 * * * *"));

        var due = schedule.Due(Utc("2026-05-02 20:00"), Utc("2026-05-04 10:20"))!;

        Assert.Equal((BackupMode.Full, Utc("2026-05-04 10:00")), (due.Mode, due.Occurrence));
    }

    [Fact]
    public void At_the_same_time_a_full_backup_stands_for_the_incremental_one()
    {
        var schedule =
            new Schedule(TimeZoneName.Utc, CronTime.Parse("0 1 * * 0"), CronTime.Parse("0 * * * *"));
        var sunday = Utc("2026-05-03 01:00");

        Assert.Equal(new DueRun(sunday, BackupMode.Full, false), schedule.Due(sunday.AddHours(-1), sunday));
        Assert.Null(schedule.Due(sunday, sunday.AddMinutes(59)));
    }

    [Fact]
    public void A_clock_set_back_starts_nothing_again()
    {
        var schedule = new Schedule(TimeZoneName.Utc, null, CronTime.Parse("* * * * *"));

        Assert.Null(schedule.Due(Utc("2026-05-04 10:00"), Utc("2026-05-04 08:00")));
        Assert.Null(schedule.Due(Utc("2026-05-04 10:00"), Utc("2026-05-04 10:00")));
    }

    [Fact]
    public void A_minutes_schedule_after_fifty_years_of_downtime_gives_one_run()
    {
        var schedule = new Schedule(TimeZoneName.Parse("Europe/Berlin"), null, CronTime.Parse("* * * * *"));

        Assert.Equal(
            Utc("2026-05-04 10:20"),
            schedule.Due(Utc("1976-01-01 00:00"), Utc("2026-05-04 10:20"))!.Occurrence);
    }

    [Fact]
    public void A_rare_schedule_is_found_at_any_distance()
    {
        var leapDay = new Schedule(TimeZoneName.Utc, CronTime.Parse("0 0 29 2 *"), null);

        Assert.Equal(
            Utc("2024-02-29 00:00"),
            leapDay.Due(Utc("2021-01-01 00:00"), Utc("2026-05-04 10:20"))!.Occurrence);
        Assert.Null(leapDay.Due(Utc("2024-02-29 00:00"), Utc("2026-05-04 10:20")));
        Assert.Equal(Utc("2028-02-29 00:00"), leapDay.Next(Utc("2024-02-29 00:00")));
    }

    private static string Started(Schedule schedule, DateTimeOffset from, DateTimeOffset until, TimeSpan step)
    {
        var started = new List<string>();
        var last = from;
        for (var now = from; now <= until; now += step)
        {
            if (schedule.Due(last, now) is { } due)
            {
                last = due.Occurrence;
                var local = schedule.TimeZone.Local(last);
                var offset = local.ToString("zzz", CultureInfo.InvariantCulture)
                    .Replace(":00", "", StringComparison.Ordinal);
                started.Add(local.ToString("dd HH:mm", CultureInfo.InvariantCulture) + offset);
            }
        }

        return string.Join(", ", started);
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
