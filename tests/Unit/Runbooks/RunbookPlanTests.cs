using Mesh.Domain.Errors;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Runbooks;

public class RunbookPlanTests
{
    private static readonly RunbookPart[] Parts =
    [
        new("web", RunbookPartKind.Traffic, ["app"]),
        new("app", RunbookPartKind.Hosts, ["ledger", "sessions"]),
        new("sessions", RunbookPartKind.Database, ["ledger"]),
        new("ledger", RunbookPartKind.Database, []),
    ];

    [Fact]
    public void Each_database_is_fenced_before_any_is_promoted_and_checks_come_before_the_switch()
    {
        var steps = RunbookPlan.Of(Situation(RunbookMode.Unplanned)).Select(step => step.Id).ToArray();

        Assert.Equal(
            [
                "freeze", "epoch", "fence-ledger", "fence-sessions", "catch-up-ledger", "catch-up-sessions",
                "promote-ledger", "promote-sessions", "start-app", "scale-app", "check-app", "switch-web",
                "enter", "verify-web", "thaw",
            ],
            steps);
    }

    [Fact]
    public void Planned_the_traffic_is_led_away_first_and_the_old_site_must_become_the_standby()
    {
        var steps = RunbookPlan.Of(Situation(RunbookMode.Planned));

        Assert.Equal(["in-step-ledger", "in-step-sessions", "freeze", "epoch", "drain-web"],
            steps.Take(5).Select(step => step.Id));
        Assert.All(steps.Where(step => step.Verb == SiteVerb.Follow), step => Assert.True(step.Needed));
        Assert.All(
            steps.Where(step => step.Action is RunbookAction.Fence || step.Verb is SiteVerb.Promote),
            step => Assert.False(step.MaySkip));
    }

    [Fact]
    public void Files_are_backed_up_behind_the_drain_and_kept_before_they_are_written_over()
    {
        RunbookPart[] parts =
        [
            .. Parts.Where(part => part.Kind != RunbookPartKind.Database).Select(part => part with
            {
                DependsOn = part.Kind == RunbookPartKind.Hosts ? ["docs"] : part.DependsOn,
            }),
            new("docs", RunbookPartKind.Files, []) { Target = "/mnt/b", Returns = true },
        ];
        var lost = RunbookPlan.Of(Situation(RunbookMode.Unplanned) with { Parts = parts });
        var planned = RunbookPlan.Of(Situation(RunbookMode.Planned) with { Parts = parts });
        var back = RunbookPlan.Of(
            Situation(RunbookMode.Planned) with { Kind = RunbookKind.Failback, Parts = parts });
        var protect = RunbookPlan.Of(
            Situation(RunbookMode.Planned) with { Kind = RunbookKind.Protect, Parts = parts });

        Assert.Equal(
            [
                "freeze", "epoch", "fill-docs", "start-app", "scale-app", "check-app", "switch-web", "enter",
                "verify-web", "thaw",
            ],
            lost.Select(step => step.Id));
        Assert.Equal(
            [
                "pre-back-up-docs", "prefill-docs", "freeze", "epoch", "drain-web", "back-up-docs", "fill-docs",
                "start-app", "scale-app", "check-app", "switch-web", "enter", "verify-web", "keep-left-docs",
                "thaw",
            ],
            planned.Select(step => step.Id));
        Assert.Equal(
            [
                "keep-docs", "pre-back-up-docs", "prefill-docs", "freeze", "epoch", "drain-web", "back-up-docs",
                "fill-docs",
            ],
            back.Take(8).Select(step => step.Id));
        Assert.Equal(["b", "a"], back.Where(step => step.Id.StartsWith("keep-", StringComparison.Ordinal))
            .Select(step => step.Site));
        Assert.Equal("keep-docs", protect[0].Id);
    }

    [Fact]
    public void Hosts_grow_before_they_are_asked_whether_they_work_and_shrink_where_they_stand_by()
    {
        RunbookPart[] parts =
        [
            .. Parts.Select(part => part.Kind == RunbookPartKind.Hosts
                ? part with { Capacity = new HostCapacity(2, 5) }
                : part),
        ];
        var planned = RunbookPlan.Of(Situation(RunbookMode.Planned) with { Parts = parts });
        var lost = RunbookPlan.Of(Situation(RunbookMode.Unplanned) with { Parts = parts });
        var protect = RunbookPlan.Of(
            Situation(RunbookMode.Planned) with { Kind = RunbookKind.Protect, Parts = parts });

        var grown = planned.Single(step => step.Verb == SiteVerb.Scale);
        var shrunk = planned.Single(step => step.Verb == SiteVerb.ScaleBack);
        Assert.Equal(("b", 5, true), (grown.Site, grown.Capacity, grown.Needed));
        Assert.Equal(("a", 2, false), (shrunk.Site, shrunk.Capacity, shrunk.Needed));
        Assert.True(
            planned.ToList().IndexOf(grown) < planned.ToList().FindIndex(step => step.Id == "check-app"));
        Assert.DoesNotContain(lost, step => step.Verb == SiteVerb.ScaleBack);
        Assert.Equal(2, protect.Single(step => step.Verb == SiteVerb.ScaleBack).Capacity);
    }

    [Fact]
    public void A_failback_brings_the_old_site_back_as_a_standby_before_anything_else()
    {
        var steps = RunbookPlan.Of(Situation(RunbookMode.Planned) with { Kind = RunbookKind.Failback });

        Assert.Equal(
            ["rejoin-ledger", "rejoin-sessions", "in-step-ledger", "in-step-sessions", "freeze"],
            steps.Take(5).Select(step => step.Id));
        Assert.Equal(("b", "a"), (steps[0].Site, steps[0].Peer));
        var lost = RunbookPlan.Of(Situation(RunbookMode.Unplanned) with { Kind = RunbookKind.Failback });
        Assert.DoesNotContain(lost, step => step.Verb == SiteVerb.Follow);
    }

    [Fact]
    public void What_was_begun_is_undone_and_no_more()
    {
        var situation = Situation(RunbookMode.Planned);
        var steps = RunbookPlan.Of(situation);
        Assert.Equal(["undo-thaw"], Undo(steps.TakeWhile(step => step.Id != "epoch")));
        Assert.Empty(Undo(steps.TakeWhile(step => step.Id != "freeze")));
        Assert.Equal(
            [
                "undo-epoch", "undo-fence-ledger", "undo-fence-sessions", "undo-promote-ledger",
                "undo-promote-sessions", "undo-follow-ledger", "undo-follow-sessions", "undo-switch-web",
                "undo-thaw",
            ],
            Undo(steps.TakeWhile(step => step.Id != "fence-sessions")));
        var refusal = Assert.Throws<MeshException>(
            () => Undo(steps.TakeWhile(step => step.Id != "promote-sessions")));
        Assert.Equal("promoted-already", refusal.Code);

        IEnumerable<string> Undo(IEnumerable<RunbookStep> begun) =>
            RunbookPlan.Undo(situation, [.. begun]).Select(step => step.Id);
    }

    [Fact]
    public void A_protection_shows_that_the_standby_writes_nothing_before_production_is_taken_on()
    {
        var situation =
            Situation(RunbookMode.Planned) with { Kind = RunbookKind.Protect, From = "b", To = "a" };

        var steps = RunbookPlan.Of(situation);

        Assert.Equal(
            [
                "epoch", "fence-ledger", "fence-sessions", "promote-ledger", "promote-sessions",
                "follow-ledger", "follow-sessions", "switch-web", "check-app", "enter",
            ],
            steps.Select(step => step.Id));
        Assert.All(
            steps.Where(step => step.Verb is SiteVerb.Fence or SiteVerb.Follow),
            step => Assert.Equal("b", step.Site));
        Assert.All(steps.Where(step => step.Verb == SiteVerb.Promote), step => Assert.Equal("a", step.Site));
        Assert.All(steps.Where(step => step.Verb == SiteVerb.Follow), step => Assert.True(step.Needed));
        Assert.Empty(RunbookPlan.Undo(situation, [.. steps.Take(3)]));
    }

    [Fact]
    public void What_is_started_again_at_its_own_site_comes_after_what_it_needs_and_wins_no_epoch()
    {
        var steps = RunbookPlan.Of(Local());
        var sized = RunbookPlan.Of(Local() with
        {
            Parts = [new("app", RunbookPartKind.Hosts, []) { Capacity = new HostCapacity(2, 5) }],
        });

        Assert.Equal(
            [
                "start-ledger", "promote-ledger", "start-sessions", "promote-sessions", "start-app", "check-app",
                "verify-web",
            ],
            steps.Select(step => step.Id));
        Assert.All(steps, step => Assert.Equal(("a", RunbookAction.Order), (step.Site, step.Action)));
        Assert.Equal(5, sized.Single(step => step.Verb == SiteVerb.Scale).Capacity);
    }

    [Fact]
    public void Circles_missing_standbys_and_the_same_site_are_refused()
    {
        RunbookPart[] circle =
        [
            new("one", RunbookPartKind.Hosts, ["two"]), new("two", RunbookPartKind.Hosts, ["one"]),
        ];
        foreach (var (situation, word) in new[]
        {
            (Situation(RunbookMode.Planned) with { Parts = circle }, "circle"),
            (Situation(RunbookMode.Planned) with { Parts = [] }, "no component"),
            (Situation(RunbookMode.Planned) with { To = "a" }, "already"),
            (Local() with { Parts = [Parts[0]] }, "can start"),
        })
        {
            var refusal = Assert.Throws<MeshException>(() => RunbookPlan.Of(situation));
            Assert.Equal("no-way", refusal.Code);
            Assert.Contains(word, refusal.Cause, StringComparison.Ordinal);
            Assert.NotEmpty(refusal.Hint);
        }
    }

    private static RunbookSituation Local() =>
        new(RunbookKind.Local, RunbookMode.Unplanned, "a", "a", Parts);

    private static RunbookSituation Situation(RunbookMode mode) =>
        new(RunbookKind.Failover, mode, "a", "b", Parts);
}
