using Mesh.Catalog.Manifests;
using Mesh.Domain.Advice;
using Mesh.Domain.Errors;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Tests.Unit.Standbys;

namespace Mesh.Tests.Unit.Advice;

/// <summary>Which standby is advised, what each costs, and why cheaper ones do not do.</summary>
public class StandbyAdviceTests
{
    private const string Near =
        "- name: near\n  role: standby\n  region: de\n  zone: a\n  faultDomain: rack-9\n";

    [Theory]
    [InlineData("rpo: 24h, rto: 1d", StandbyClass.Cold, false)]
    [InlineData("rpo: 1h, rto: 4h", StandbyClass.Warm, false)]
    [InlineData("rpo: 1m, rto: 20m", StandbyClass.Hot, false)]
    [InlineData("rpo: 0s, rto: 20m", StandbyClass.Hot, true)]
    [InlineData("level: jrt0168-3", StandbyClass.Cold, false)]
    [InlineData("level: jrt0168-4", StandbyClass.Warm, false)]
    [InlineData("level: jrt0168-5", StandbyClass.Hot, false)]
    public void The_cheapest_class_that_meets_the_objectives_is_chosen(
        string objectives, StandbyClass standby, bool losesNothing)
    {
        var advice = StandbyAdvice.For(Draft(objectives));

        Assert.Equal(
            (standby, losesNothing), (advice.Chosen!.Class, advice.Chosen.LosesNothing));
        Assert.All(
            advice.Options.TakeWhile(option => option != advice.Chosen),
            option => Assert.NotEmpty(option.Against));
    }

    [Fact]
    public void What_costs_less_says_why_it_does_not_do()
    {
        var advice = StandbyAdvice.For(Draft("rpo: 1m, rto: 20m"));

        var cold = advice.Options[0];
        Assert.Equal(StandbyClass.Cold, cold.Class);
        Assert.Contains(
            cold.Against,
            problem => problem.Field == "objectives.rto"
                && problem.Cause.Contains("orders 6h -> web 12h -> entry 2m", StringComparison.Ordinal));
        Assert.Contains(
            advice.Options[1].Against,
            problem => problem.Cause.Contains("orders 1h -> web 2h -> entry 2m", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_built_is_named_and_never_chosen()
    {
        var advice = StandbyAdvice.For(Draft("rpo: 0s, rto: 1m"));

        Assert.Null(advice.Chosen);
        var active = Assert.Single(advice.Options, option => option.Class == StandbyClass.Active);
        Assert.Contains("not built yet", Assert.Single(active.Against).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cheaper_site_is_chosen_until_it_has_to_outlive_more()
    {
        const string Prices =
            "  sites:\n  - {name: near, hostHour: 0.1}\n  - {name: munich, hostHour: 0.3}\n";
        var any = StandbyAdvice.For(Draft("rpo: 1m, rto: 20m", Near, Prices));
        var far = StandbyAdvice.For(Draft("rpo: 1m, rto: 20m, survives: zone", Near, Prices));

        Assert.Equal(
            ("near", FaultScope.FaultDomain), (any.Chosen!.Site.Value, any.Chosen.Outlives));
        Assert.Equal(("munich", FaultScope.Zone), (far.Chosen!.Site.Value, far.Chosen.Outlives));
        Assert.Contains(
            far.Options.First(option => option.Site.Value == "near" && option.Class == StandbyClass.Hot)
                .Against,
            problem => problem.Cause.Contains("outlives", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StandbyClass.Cold, 0, 10)]
    [InlineData(StandbyClass.Warm, 73, 20)] // 2 hosts, a quarter of 730 h, at 0.20
    [InlineData(StandbyClass.Hot, 292, 20)]
    [InlineData(StandbyClass.Active, 1168, 20)]
    public void A_class_costs_its_hosts_its_copies_and_what_is_sent(
        StandbyClass standby, decimal hosts, decimal storage)
    {
        var system = Draft("rpo: 1h, rto: 4h");
        var cost = StandbyCost.Of(system.Prices!, system.Sites[1].Name, standby);

        Assert.Equal(
            (hosts, storage, 15.21m, hosts + storage + 15.21m),
            (cost.Hosts, cost.Storage, cost.Transfer, cost.Total));
    }

    [Fact]
    public void What_is_missing_for_advice_is_asked_for()
    {
        var system = Draft("rpo: 1h");

        var prices = Assert.Throws<MeshException>(() => StandbyAdvice.For(system with { Prices = null }));
        var objectives = Assert.Throws<MeshException>(() =>
            StandbyAdvice.For(system with { Objectives = new Objectives() }));
        var site = Assert.Throws<MeshException>(() =>
            StandbyAdvice.For(system with { Sites = [system.Sites[0]] }));

        Assert.Equal(
            ["prices", "objectives", "sites"], [prices.Subject, objectives.Subject, site.Subject]);
    }

    [Fact]
    public void What_apply_takes_is_advised_with_the_same_time()
    {
        var option = StandbyAdvice.For(RecoverySample.System).Options
            .First(each => each is { Class: StandbyClass.Hot, LosesNothing: true });

        Assert.True(option.Meets);
        Assert.Equal(RecoveryTime.Of(RecoverySample.System).Total, option.Rto);
    }

    private static SystemDefinition Draft(string objectives, string site = "", string prices = "") =>
        SystemManifest.ReadDraft(Text(objectives, site, prices), "shop.yaml");

    private static string Text(string objectives, string site = "", string prices = "") => $$"""
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites:
        - {name: berlin, region: de, zone: a, faultDomain: rack-1}
        - {name: munich, role: standby, region: de, zone: b, faultDomain: rack-7}
        {{site}}
        objectives: {{{objectives}}}
        vault: {repository: /srv/vault, password: 'env:P'}
        schedule: {timeZone: UTC, incremental: 0 * * * *}
        prices:
          currency: EUR
          hostHour: 0.2
          storageGbMonth: 0.02
          egressGb: 0.05
          hosts: 8
          minimumHosts: 2
          storedGb: 500
          changedGbPerDay: 10
        {{prices}}
        components:
        - {name: orders, kind: database, connection: mariadb://mesh@db1, objectives: {rto: 5m} }
        - {name: web, kind: hosts, dependsOn: [orders], objectives: {rto: 5m} }
        - {name: entry, kind: traffic, dependsOn: [web]}
        """;
}
