using Mesh.Domain.Drills;
using Mesh.Domain.Schedules;

namespace Mesh.Tests.Unit.Drills;

public sealed class DrillCalendarTests
{
    private static readonly DateTimeOffset Declared = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DrillRules Quarterly = new() { Every = TimeSpan.FromDays(90) };

    [Fact]
    public void Nothing_is_due_where_no_drills_are_declared() =>
        Assert.Equal(
            new DrillStanding(null, TimeSpan.FromDays(3), false, false),
            DrillCalendar.Of(null, Done(Day(7)), Day(10)));

    [Fact]
    public void The_first_drill_is_due_a_period_after_the_declaration()
    {
        var fresh = new DrillHistory(Declared, null, null, false);
        Assert.Equal(new DrillStanding(Day(90), null, false, false), Stand(Quarterly, fresh, Day(89)));
        Assert.Equal(new DrillStanding(Day(90), null, true, false), Stand(Quarterly, fresh, Day(90)));
    }

    [Fact]
    public void A_successful_drill_moves_the_next_and_gives_the_age_of_the_proof()
    {
        Assert.Equal(
            new DrillStanding(Day(185), TimeSpan.FromDays(5), false, false),
            Stand(Quarterly, Done(Day(95)), Day(100)));
        Assert.True(Stand(Quarterly, Done(Day(95)), Day(185)).IsOverdue);
    }

    [Fact]
    public void What_is_due_is_started_only_where_that_is_declared()
    {
        var fresh = new DrillHistory(Declared, null, null, false);
        Assert.False(Stand(Quarterly, fresh, Day(91)).MayStart);
        Assert.True(Stand(Quarterly with { Auto = true }, fresh, Day(90)).MayStart);
        Assert.False(Stand(Quarterly with { Auto = true }, fresh, Day(89)).MayStart);
    }

    [Fact]
    public void What_Mesh_starts_itself_is_overdue_once_it_has_failed_or_a_day_has_passed()
    {
        var auto = Quarterly with { Auto = true };
        var fresh = new DrillHistory(Declared, null, null, false);
        Assert.False(Stand(auto, fresh, Day(90.5)).IsOverdue);
        Assert.True(Stand(auto, fresh, Day(91)).IsOverdue);
        var running = fresh with { LastAttempt = Day(90), IsUnderWay = true };
        Assert.False(Stand(auto, running, Day(90.1)).IsOverdue);
        Assert.True(Stand(auto, fresh with { LastAttempt = Day(90) }, Day(90.1)).IsOverdue);
    }

    [Fact]
    public void A_failed_drill_is_started_again_after_a_day_and_never_beside_another()
    {
        var auto = Quarterly with { Auto = true };
        var failed = new DrillHistory(Declared, null, Day(90), false);
        Assert.False(Stand(auto, failed, Day(90.9)).MayStart);
        Assert.True(Stand(auto, failed, Day(91)).MayStart);
        Assert.False(Stand(auto, failed with { IsUnderWay = true }, Day(91)).MayStart);
    }

    [Fact]
    public void A_schedule_is_read_on_the_clock_of_its_zone()
    {
        var rules = new DrillRules
        {
            At = CronTime.Parse("0 3 1 */3 *"), TimeZone = TimeZoneName.Parse("Europe/Berlin"),
        };
        var before = new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 1, 0, 0, TimeSpan.Zero), rules.DueAfter(before));
        Assert.Equal(
            new DateTimeOffset(2026, 7, 1, 1, 0, 0, TimeSpan.Zero),
            rules.DueAfter(rules.DueAfter(before)!.Value));
    }

    [Fact]
    public void Declaring_drills_anew_makes_no_old_proof_younger()
    {
        var redeclared = Done(Day(0)) with { Since = Day(300) };
        Assert.True(Stand(Quarterly, redeclared, Day(301)).IsOverdue);
    }

    private static DrillStanding Stand(DrillRules rules, DrillHistory history, DateTimeOffset now) =>
        DrillCalendar.Of(rules, history, now);

    private static DrillHistory Done(DateTimeOffset at) => new(Declared, at, at, false);

    private static DateTimeOffset Day(double day) => Declared.AddDays(day);
}
