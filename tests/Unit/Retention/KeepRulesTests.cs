using System.Globalization;
using Mesh.Domain.Retention;

namespace Mesh.Tests.Unit.Retention;

/// <summary>What restic's manual says about each rule, on small histories.</summary>
public class KeepRulesTests
{
    private static readonly DateTimeOffset Now = At("2026-03-31 23:00");

    [Fact]
    public void Without_rules_everything_stays()
    {
        var decisions = RetentionPolicy.Apply(RetentionRules.KeepAll, [Point("2020-01-01 00:00")], Now);

        Assert.True(Assert.Single(decisions).Keep);
    }

    [Fact]
    public void Last_keeps_the_newest_however_close_they_are() => Assert.Equal(
        "2026-03-30 12:02 last snapshot; 2026-03-30 12:01 last snapshot; 2026-03-30 12:00 -",
        Apply(
            new RetentionRules { Last = 2 },
            "2026-03-30 12:00", "2026-03-30 12:02", "2026-03-30 12:01"));

    [Fact]
    public void Daily_keeps_the_newest_of_each_day_that_has_a_point_and_skips_days_without() => Assert.Equal(
        "2026-03-30 12:00 daily snapshot; 2026-03-30 01:00 -; 2026-03-20 12:00 daily snapshot; 2026-03-01 12:00 -; "
        + "2026-02-01 12:00 -",
        Apply(
            new RetentionRules { Daily = 2 },
            "2026-03-30 12:00",
            "2026-03-30 01:00",
            "2026-03-20 12:00",
            "2026-03-01 12:00",
            "2026-02-01 12:00"));

    [Fact]
    public void A_rule_with_counts_left_keeps_the_oldest_point_too() => Assert.Equal(
        "2026-03-30 12:00 daily snapshot; 2026-03-30 02:00 -; 2026-03-30 01:00 oldest daily snapshot",
        Apply(new RetentionRules { Daily = 5 }, "2026-03-30 12:00", "2026-03-30 02:00", "2026-03-30 01:00"));

    [Fact]
    public void Weeks_are_those_of_ISO_which_begin_on_Monday_and_belong_to_the_year_of_their_Thursday() =>
        Assert.Equal(
        "2026-01-05 12:00 weekly snapshot; 2026-01-04 12:00 weekly snapshot; 2025-12-31 12:00 -; 2025-12-29 12:00 -; "
        + "2025-12-28 12:00 weekly snapshot; 2025-12-27 12:00 -",
        Apply(
            new RetentionRules { Weekly = 3 },
            "2026-01-05 12:00",
            "2026-01-04 12:00",
            "2025-12-31 12:00",
            "2025-12-29 12:00",
            "2025-12-28 12:00",
            "2025-12-27 12:00"));

    [Fact]
    public void Rules_add_up_and_unlimited_never_ends() => Assert.Equal(
        "2026-03-30 12:00 last snapshot,yearly snapshot; 2026-03-29 12:00 -; 2025-03-30 12:00 yearly snapshot; "
        + "2024-05-01 12:00 yearly snapshot; 2024-03-30 12:00 oldest yearly snapshot",
        Apply(
            new RetentionRules { Last = 1, Yearly = RetentionRules.Unlimited },
            "2026-03-30 12:00",
            "2026-03-29 12:00",
            "2025-03-30 12:00",
            "2024-05-01 12:00",
            "2024-03-30 12:00"));

    [Fact]
    public void Within_counts_back_from_the_newest_point_not_from_now() => Assert.Equal(
        "2026-01-31 12:00 within 7d; 2026-01-24 12:01 within 7d; 2026-01-24 12:00 -",
        Apply(
            new RetentionRules { Within = CalendarSpan.Parse("7d") },
            "2026-01-31 12:00", "2026-01-24 12:01", "2026-01-24 12:00"));

    [Fact]
    public void Within_does_not_take_a_point_from_the_future_for_the_newest() => Assert.Equal(
        "2027-01-01 00:00 within 1d; 2026-03-30 12:00 within 1d; 2026-03-28 12:00 -",
        Apply(
            new RetentionRules { Within = CalendarSpan.Parse("1d") },
            "2026-03-30 12:00", "2027-01-01 00:00", "2026-03-28 12:00"));

    [Fact]
    public void A_list_of_tags_keeps_points_that_carry_all_of_them()
    {
        var rules = new RetentionRules { Last = 1, Tags = ["gold,audit", "legal"] };
        RetainedPoint[] points =
        [
            new("new", At("2026-03-30 12:00"), []),
            new("both", At("2026-03-29 12:00"), ["audit", "gold", "more"]),
            new("one", At("2026-03-28 12:00"), ["gold"]),
            new("legal", At("2026-03-27 12:00"), ["legal"]),
        ];

        var kept = RetentionPolicy.Apply(rules, points, Now).Where(decision => decision.Keep);

        Assert.Equal(["new", "both", "legal"], kept.Select(decision => decision.Point.Id));
    }

    [Fact]
    public void A_day_is_that_of_the_points_own_offset() => Assert.Equal(
        2,
        RetentionPolicy.Apply(
            new RetentionRules { Daily = 1 },
            [
                new("late", new DateTimeOffset(2026, 3, 30, 0, 30, 0, TimeSpan.FromHours(2)), []),
                new("early", new DateTimeOffset(2026, 3, 29, 23, 30, 0, TimeSpan.FromHours(2)), []),
                new("first", new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.FromHours(2)), []),
            ],
            Now).Count(decision => !decision.Keep));

    [Fact]
    public void Rules_by_time_always_keep_the_newest_point()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var rules = new RetentionRules
            {
                Last = random.Next(0, 2),
                Hourly = random.Next(0, 3),
                Weekly = random.Next(0, 2),
                Within = CalendarSpan.Parse("1h"),
            };
            var points = Enumerable.Range(0, random.Next(1, 9))
                .Select(id => new RetainedPoint($"{id}", Now.AddMinutes(-random.Next(1, 100_000)), []))
                    .ToList();

            Assert.True(RetentionPolicy.Apply(rules, points, Now)[0].Keep);
        }
    }

    [Theory]
    [InlineData("2026-03-31 12:00", "1m", "2026-03-03 12:00")]
    [InlineData("2024-02-29 12:00", "1y", "2023-03-01 12:00")]
    [InlineData("2026-01-15 12:00", "1m", "2025-12-15 12:00")]
    [InlineData("2026-01-01 00:00", "1h", "2025-12-31 23:00")]
    [InlineData("2026-01-15 12:00", "2y1m15d13h", "2023-11-29 23:00")]
    [InlineData("2026-01-15 12:00", "1000y", "1026-01-15 12:00")]
    public void A_calendar_span_is_counted_back_as_restic_counts_it(string from, string span, string to) =>
        Assert.Equal(At(to), CalendarSpan.Parse(span).Before(At(from)));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7w")]
    [InlineData("1d1y")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1001y")]
    public void What_is_no_calendar_span_is_refused(string text) =>
        Assert.False(CalendarSpan.Read(text).IsValid);

    private static string Apply(RetentionRules rules, params string[] times) =>
        string.Join("; ", RetentionPolicy
        .Apply(rules, times.Select(Point), Now)
        .Select(decision =>
            $"{decision.Point.Id} {(decision.Keep ? string.Join(',', decision.Reasons) : "-")}"));

    private static RetainedPoint Point(string time) => new(time, At(time), []);

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
