using Mesh.Domain.Detection;
using Mesh.Domain.Names;
using Mesh.Tests.Kit;
using Xunit.Abstractions;

namespace Mesh.Tests.Unit.Probes;

/// <summary>When production counts as gone. Letters: u is up, d down, o down and old, - silent.</summary>
public class DetectionRuleTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static DetectionRule Rule { get; } =
        DetectionRule.Of(DetectedSystem.Definition(), SiteName.Parse("a"))!;

    [Theory]
    [InlineData("d", "d", "d", true)]
    [InlineData("-", "d", "d", true)]
    [InlineData("d", "d", "-", true)]
    [InlineData("u", "d", "d", true)]
    [InlineData("d", "d", "u", true)]
    [InlineData("d", "u", "d", false)]
    [InlineData("d", "-", "d", false)]
    [InlineData("-", "d", "-", false)]
    [InlineData("u", "d", "u", false)]
    [InlineData("-", "d", "o", false)]
    [InlineData("o", "d", "u", false)]
    [InlineData("d", "o", "d", false)]
    [InlineData("-", "-", "-", false)]
    [InlineData("-", "u", "u", false)]
    public void It_is_gone_when_a_majority_with_the_candidate_sees_a_check_down(
        string a, string b, string w, bool gone)
    {
        var verdict = Rule.Judge(DetectionVerdict.Standing, Reports(("a", a), ("b", b), ("w", w)), Now);

        Assert.Equal(gone, verdict.Gone);
        Assert.Equal(gone, verdict.Seen);
        Assert.Equal(gone ? Now.AddSeconds(-10) - Rule.Every : null, verdict.LastGood);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3.9, false)]
    [InlineData(4.1, true)]
    public void What_failed_before_the_last_runbook_ended_counts_for_nothing(double secondsAgo, bool gone)
    {
        var rule = Rule with { Settled = Now - TimeSpan.FromSeconds(secondsAgo) };

        // Three failures, two seconds apart.
        Assert.Equal((3, TimeSpan.FromSeconds(2)), (rule.Failures, rule.Every));
        Assert.Equal(
            gone, rule.Judge(DetectionVerdict.Standing, Reports(("b", "d"), ("w", "d")), Now).Gone);
        var before = new DetectionVerdict(true, Now.AddMinutes(-1), "down") { Seen = true };
        Assert.Equal(gone, rule.Judge(before, Reports(("b", "d"), ("w", "d")), Now).Seen);
    }

    [Fact]
    public void Two_checks_that_are_each_seen_down_by_one_place_are_no_majority()
    {
        var reports = new[] { Report("b", "d", Rule.Checks[0]), Report("w", "d", Rule.Checks[1]) };

        Assert.False(Rule.Judge(DetectionVerdict.Standing, reports, Now).Gone);
    }

    [Fact]
    public void A_place_or_check_that_is_not_declared_and_a_report_of_the_time_to_come_do_not_count()
    {
        var late = Report("w", "d") with { At = Now + Rule.Freshness + TimeSpan.FromSeconds(1) };

        foreach (var other in new[] { Report("x", "d"), Report("w", "d", "tcp://x:1"), late })
        {
            Assert.False(Rule.Judge(DetectionVerdict.Standing, [Report("b", "d"), other], Now).Gone);
        }
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void A_verdict_is_taken_back_when_all_checks_have_been_well_for_a_while(int seconds, bool back)
    {
        var gone = Rule.Judge(DetectionVerdict.Standing, Reports(("b", "d"), ("w", "d")), Now);
        var well = Rule.Checks
            .SelectMany(check => new[] { Report("b", "u", check), Report("w", "u", check) })
            .Select(report => report with { Since = Now.AddSeconds(-seconds) })
            .ToList();

        var after = Rule.Judge(gone, well, Now);

        Assert.Equal(!back, after.Gone);
        Assert.False(after.Seen);
        Assert.True(Rule.Judge(gone, well[1..], Now).Gone, "one check is seen well by one place");
        Assert.True(Rule.Judge(gone, [], Now).Gone, "silence heals nothing");
    }

    [Fact]
    public void There_is_no_rule_where_nothing_is_checked_and_without_a_witness_both_sites_must_agree()
    {
        Assert.Null(DetectionRule.Of(DetectedSystem.Definition(checks: ""), SiteName.Parse("a")));
        var two = DetectionRule.Of(
            DetectedSystem.Definition() with { Witness = null }, SiteName.Parse("a"))!;

        Assert.False(two.Judge(DetectionVerdict.Standing, Reports(("b", "d"), ("w", "d")), Now).Gone);
        Assert.True(two.Judge(DetectionVerdict.Standing, Reports(("a", "d"), ("b", "d")), Now).Gone);
    }

    [Fact]
    public void Whatever_the_places_tell_no_verdict_stands_on_less_than_two_fresh_views_and_the_candidates()
    {
        var random = Seed.NewRandom(output);
        var begun = 0;
        for (var round = 0; round < 300; round++)
        {
            var verdict = DetectionVerdict.Standing;
            var reports = new Dictionary<(string, string), ProbeReport>();
            var now = Now;
            for (var step = 0; step < 60; step++)
            {
                now += TimeSpan.FromSeconds(random.Next(1, 20));
                for (var news = random.Next(3); news > 0; news--)
                {
                    var place = Rule.Places[random.Next(3)];
                    var check = Rule.Checks[random.Next(2)];
                    reports[(place, check)] = Report(place, random.Next(2) == 0 ? "d" : "u", check) with
                    {
                        At = now, Since = now.AddSeconds(-random.Next(90)),
                    };
                }

                var next = Rule.Judge(verdict, reports.Values, now);
                var fresh = reports.Values.Where(report => now - report.At <= Rule.Freshness).ToList();
                var down = Rule.Checks.Any(check =>
                    fresh.Any(report => report.Check == check && report.Place == "b" && !report.Healthy)
                    && fresh.Count(report => report.Check == check && !report.Healthy) >= 2);
                Assert.Equal(down, next.Seen);
                Assert.True(!down || next.Gone);
                begun += next.Gone && !verdict.Gone ? 1 : 0;
                Assert.True(next.Gone || !verdict.Gone || Rule.Checks.All(check =>
                    fresh.Count(report => report.Check == check && report.Healthy) >= 2));
                verdict = next;
            }
        }

        Assert.InRange(begun, 1, int.MaxValue);
    }

    private static List<ProbeReport> Reports(params (string Place, string Sight)[] places) =>
        [.. places.Where(each => each.Sight != "-").Select(each => Report(each.Place, each.Sight))];

    private static ProbeReport Report(string place, string sight, string? check = null) => new()
    {
        System = "bank",
        Place = place,
        Check = check ?? Rule.Checks[0],
        Sequence = 1,
        Healthy = sight == "u",
        Since = Now.AddSeconds(-10),
        Failures = sight == "u" ? 0 : 3,
        Told = "refused",
        At = sight == "o" ? Now - Rule.Freshness - TimeSpan.FromSeconds(1) : Now,
    };
}
