using CsCheck;
using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Standards;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Standbys;

/// <summary>The figures of levels, tiers and classes, and what is reckoned from them.</summary>
public class RecoveryFigureTests
{
    private static readonly DateTimeOffset New = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("jrt0168-3", 86_400, 86_400, 99, 345_600)]
    [InlineData("jrt0168-4", 14_400, 3_600, 99.9, 36_000)]
    [InlineData("jrt0168-5", 1_800, 60, 99.99, 3_600)]
    [InlineData("jrt0168-6", 120, 0, 99.999, 300)]
    public void A_level_has_the_figures_of_the_standard(
        string word, double rto, double rpo, double availability, double downtime)
    {
        var level = StandardLevel.Read(word).Value!;

        Assert.Equal(
            (rto, rpo, availability, downtime),
            (level.Rto.TotalSeconds, level.Rpo.TotalSeconds, level.Availability,
                level.DowntimePerYear.TotalSeconds));
    }

    [Theory]
    [InlineData("jrt0168-3", 2026, 315_360)] // 1 % of the year, under the 4 days
    [InlineData("jrt0168-4", 2026, 31_536)] // 0.1 % of the year, under the 10 hours
    [InlineData("jrt0168-5", 2026, 3_153.6)]
    [InlineData("jrt0168-6", 2026, 300)] // the 5 minutes, under 0.001 % of the year
    [InlineData("jrt0168-4", 2028, 31_622.4)]
    public void The_stricter_of_percentage_and_minutes_is_the_budget_of_the_year(
        string word, int year, double seconds)
    {
        var objectives = new Objectives { Level = StandardLevel.Read(word).Value };

        Assert.Equal(seconds, DowntimeBudget.Of(objectives, year).Allowed!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Downtime_that_overlaps_counts_once_and_what_was_planned_not_at_all()
    {
        Downtime[] all =
        [
            new(New.AddHours(3), New.AddHours(5), false),
            new(New.AddHours(2), New.AddHours(4), false),
            new(New.AddHours(-1), New.AddHours(1), false),
            new(New.AddHours(6), New.AddHours(9), true),
            new(New.AddHours(10), null, false),
        ];

        Assert.Equal(
            TimeSpan.FromHours(1 + 3 + 2), Downtime.Unplanned(all, New, New.AddHours(12)));
    }

    [Fact]
    public void Downtime_is_what_a_count_of_minutes_gives() => (
        from spans in Gen.Select(Gen.Int[-50, 150], Gen.Int[0, 60]).Array[0, 8]
        select spans).Sample(spans =>
        {
            var all = spans.Select(span => new Downtime(
                New.AddMinutes(span.Item1), New.AddMinutes(span.Item1 + span.Item2), false)).ToList();
            var counted = Enumerable.Range(0, 100).Count(minute =>
                spans.Any(span => span.Item1 <= minute && minute < span.Item1 + span.Item2));

            Assert.Equal(counted, Downtime.Unplanned(all, New, New.AddMinutes(100)).TotalMinutes, 6);
        });

    [Theory]
    [InlineData("database", "Cold", 360)]
    [InlineData("database", "Warm", 60)]
    [InlineData("database", "Hot", 30)]
    [InlineData("hosts", "Warm", 120)]
    [InlineData("hosts", "Hot", 30)]
    [InlineData("hosts", "Cold", 720)]
    [InlineData("database", "Active", 2)]
    [InlineData("hosts", "Active", 2)]
    public void A_component_has_the_figure_of_its_kind_and_class(string kind, string name, double minutes) =>
        Assert.Equal(
            minutes, ComponentFigures.Rto(kind, Enum.Parse<StandbyClass>(name)).TotalMinutes);

    [Theory]
    [InlineData(8 * 24 * 60, Tier.Week)]
    [InlineData(24 * 60, Tier.Day)]
    [InlineData(5 * 60, Tier.Hour)]
    [InlineData(31, Tier.Minute)]
    [InlineData(29, Tier.Second)]
    public void The_slowest_tier_that_is_fast_enough_is_taken(int minutes, Tier tier) =>
        Assert.Equal(tier, TierFigures.Within(TimeSpan.FromMinutes(minutes))!.Tier);

    [Fact]
    public void No_tier_is_back_within_a_minute() => Assert.Null(TierFigures.Within(TimeSpan.FromMinutes(1)));

    [Fact]
    public void A_system_is_back_when_the_longest_chain_is()
    {
        var path = RecoveryTime.Of(RecoverySample.System).Path;
        var measured = RecoveryTime.Of(
            RecoverySample.System,
            component => component.Name.Value == "orders" ? TimeSpan.FromMinutes(20) : null).Path;

        Assert.Equal("documents 10m -> web 5m -> entry 2m", path.ToString());
        Assert.Equal("orders 20m -> web 5m -> entry 2m", measured.ToString());
        Assert.Equal(TimeSpan.FromMinutes(27), measured.Total);
    }

    [Fact]
    public void The_longest_chain_is_that_of_a_search_through_all_chains() => (
        from times in Gen.Int[0, 9].Array[1, 7]
        from edges in Gen.Bool.Array[49]
        select (times, edges)).Sample(sample =>
        {
            var (times, edges) = sample;
            var count = times.Length;
            var components = Enumerable.Range(0, count).Select(to => (ComponentDefinition)new HostsComponent(
                ComponentName.Parse($"c{to}"), SiteName.Parse("a"))
            {
                DependsOn =
                [
                    .. Enumerable.Range(0, to).Where(from => edges[(to * 7) + from])
                        .Select(from => ComponentName.Parse($"c{from}")),
                ],
            }).ToList();
            int Longest(int to) => times[to] + Enumerable.Range(0, to)
                .Where(from => edges[(to * 7) + from]).Select(Longest).DefaultIfEmpty(0).Max();

            var path = CriticalPath.Of(
                components, each => TimeSpan.FromHours(times[components.IndexOf(each)]));

            Assert.Equal(Enumerable.Range(0, count).Max(Longest), path.Total.TotalHours);
        });

    [Theory]
    [InlineData(Cause.Anomaly, Reaction.Restore)]
    [InlineData(Cause.Accident, Reaction.LocalFailover)]
    [InlineData(Cause.Disaster, Reaction.SiteFailover)]
    public void A_cause_chooses_the_reaction(Cause cause, Reaction reaction) =>
        Assert.Equal(reaction, Reactions.To(cause));

    [Theory]
    [InlineData("de", "a", "r1", "de", "b", "r1", FaultScope.FaultDomain, true)]
    [InlineData("de", "a", "r1", "de", "b", "r1", FaultScope.Zone, true)]
    [InlineData("de", "a", "r1", "de", "b", "r1", FaultScope.Region, false)]
    [InlineData("de", "a", "r1", "fr", "a", "r1", FaultScope.Zone, true)]
    [InlineData("de", "a", "r1", "de", "a", "r2", FaultScope.Zone, false)]
    [InlineData("de", "a", "r1", "de", "a", "r2", FaultScope.FaultDomain, true)]
    [InlineData(null, null, "r1", null, null, null, FaultScope.FaultDomain, false)]
    public void A_place_outlives_another_only_where_what_is_said_tells_them_apart(
        string? region,
        string? zone,
        string? domain,
        string? otherRegion,
        string? otherZone,
        string? otherDomain,
        FaultScope scope,
        bool outlives) =>
        Assert.Equal(
            outlives,
            new Location(region, zone, domain).OutlivesLossOf(
                new Location(otherRegion, otherZone, otherDomain), scope));
}
