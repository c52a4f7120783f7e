using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Tests.Unit.Standbys;

namespace Mesh.Tests.Unit.Runbooks;

/// <summary>Steps that a system declares: read, refused, and put among Mesh's own.</summary>
public class DeclaredStepTests
{
    private static readonly RunbookPart[] Parts =
    [
        new("web", RunbookPartKind.Traffic, []),
        new("ledger", RunbookPartKind.Database, []),
        new("sessions", RunbookPartKind.Database, []),
    ];

    [Theory]
    [InlineData(true, "decide", "freeze")]
    [InlineData(false, "decide", "fence-ledger")]
    [InlineData(true, "fence", "fence-ledger")]
    [InlineData(true, "fence/sessions", "fence-sessions")]
    [InlineData(false, "fence/ledger", "fence-sessions")]
    [InlineData(true, "promote", "promote-ledger")]
    [InlineData(true, "start", "switch-web")]
    [InlineData(false, "check", "switch-web")]
    [InlineData(false, "check/ledger", "switch-web")]
    [InlineData(false, "switch/web", "enter")]
    [InlineData(true, "verify/web", "verify-web")]
    [InlineData(true, "protect", "thaw")]
    [InlineData(false, "protect", "")]
    public void A_step_has_its_place_also_where_nothing_else_is_done(bool before, string place, string next)
    {
        var steps = Plan(Gate(before, place));

        var at = steps.FindIndex(step => step.Id == "gate-go");

        Assert.Equal(next, at + 1 < steps.Count ? steps[at + 1].Id : "");
    }

    [Fact]
    public void What_waits_before_anything_is_promoted_can_be_undone_and_later_not()
    {
        Assert.True(MayUndoAt("gate-go", Gate(true, "promote")));
        Assert.True(MayUndoAt("gate-go", Gate(true, "promote/ledger")));
        Assert.False(MayUndoAt("gate-go", Gate(true, "promote/sessions")));
        Assert.False(MayUndoAt("gate-go", Gate(false, "promote")));
    }

    [Fact]
    public void Steps_of_one_place_keep_their_order_and_what_comes_after_a_phase_is_first()
    {
        var ids = Plan(
            Gate(true, "promote") with { Name = "third" },
            Gate(false, "catch-up") with { Name = "first" },
            Gate(false, "catch-up") with { Name = "second" }).Select(step => step.Id).ToList();

        var at = ids.IndexOf("gate-first");
        Assert.Equal(["gate-first", "gate-second", "gate-third", "promote-ledger"], ids.Skip(at).Take(4));
    }

    [Fact]
    public void A_script_is_an_order_to_its_site_and_other_moves_do_not_have_it()
    {
        var script = new DeclaredStep("books", DeclaredStepKind.Script, Place(true, "fence"))
        {
            AtOld = true, Seconds = 7, When = RunbookMode.Unplanned, Of = RunbookKind.Failover,
        };

        var step = Plan(script).Single(each => each.Id == "script-books");

        Assert.Equal((SiteVerb.Run, "a", "books", 7.0), (step.Verb, step.Site, step.Component, step.Seconds));
        Assert.Equal("b", Plan(script with { AtOld = false }).Single(Added).Site);
        Assert.DoesNotContain(Plan(script with { When = RunbookMode.Planned }), Added);
        Assert.DoesNotContain(Plan(script with { Of = RunbookKind.Failback }), Added);

        static bool Added(RunbookStep step) => step.Verb == SiteVerb.Run;
    }

    [Fact]
    public void A_protection_has_none_of_them()
    {
        var plan = RunbookPlan.Of(
            new RunbookSituation(RunbookKind.Protect, RunbookMode.Planned, "b", "a", Parts)
            {
                Declared = [Gate(true, "promote")],
            });

        Assert.DoesNotContain(plan, step => step.Action == RunbookAction.Confirm);
    }

    [Fact]
    public void What_is_declared_is_read_and_written_again_the_same()
    {
        var system = Read(
            "- {name: books, kind: script, before: fence/orders, at: old, within: 5m, maySkip: true, when: planned}",
            "- {name: go, kind: gate, after: protect, text: all well?, by: [ann, bob], of: failback}");

        var again = SystemManifest.Read(SystemManifest.ToYaml(system), "again");

        Assert.True(SystemDiff.Between(system, again).IsEmpty);
        var (books, go) = (again.Failover!.Steps[0], again.Failover.Steps[1]);
        Assert.Equal(
            (DeclaredStepKind.Script, "fence/orders", true, 300.0, true, RunbookMode.Planned),
            (books.Kind, books.Place.Anchor, books.AtOld, books.Seconds, books.MaySkip, books.When));
        Assert.Equal(
            (DeclaredStepKind.Gate, false, "all well?", RunbookKind.Failback),
            (go.Kind, go.Place.Before, go.Text, go.Of));
        Assert.Equal(["ann", "bob"], go.By);
    }

    [Theory]
    [InlineData("{kind: gate, before: promote, text: go}", "steps[0].name: the field is missing")]
    [InlineData("{name: go, before: promote, text: go}", "steps[0].kind: the field is missing")]
    [InlineData("{name: go, kind: gat, before: promote, text: go}", "did you mean 'gate'?")]
    [InlineData("{name: go, kind: gate, text: go, of: failback}", "nothing says where it is done")]
    [InlineData("{name: go, kind: gate, text: go, before: fence, after: fence}", "at two places")]
    [InlineData("{name: go, kind: gate, text: go, before: promot}", "did you mean 'promote'?")]
    [InlineData("{name: go, kind: gate, text: go, of: failback, before: promote/ordes}",
        "steps[0].before: there is no component 'ordes' (did you mean 'orders'?)")]
    [InlineData("{name: go, kind: manual, before: promote}", "steps[0].text: the field is missing")]
    [InlineData("{name: go, kind: script, before: promote, by: [ann]}", "steps[0].by: a script asks nobody")]
    [InlineData("{name: go, kind: gate, before: promote, text: x, at: old}", "steps[0].at: a person is at no site")]
    [InlineData("{name: go, kind: gate, before: promote, text: x, within: 5m}",
        "steps[0].within: a person is waited for")]
    [InlineData("{name: go, kind: script, before: promote, within: 2d}", "steps[0].within: '2d' is not between")]
    [InlineData("{name: go, kind: script, before: promote, at: left}", "steps[0].at: 'left' is no side")]
    [InlineData("{name: go, kind: script, before: promote, of: protect}", "steps[0].of: 'protect' is no move")]
    [InlineData("{name: orders, kind: script, before: promote}", "steps[0].name: a component or another step")]
    [InlineData("{name: go, kind: gate, before: promote, text: x}",
        "steps[0].kind: an automatic failover would wait for a person here")]
    public void What_cannot_be_meant_is_refused(string step, string said)
    {
        var refusal = Assert.Throws<InvalidManifestException>(() => Read($"- {step}"));

        Assert.Contains(
            refusal.Problems, problem => problem.ToString().Contains(said, StringComparison.Ordinal));
    }

    private static Domain.Systems.SystemDefinition Read(params string[] steps) => SystemManifest.Read(
        RecoverySample.With((
            "  lease: 15s\n",
            $"  lease: 15s\n  steps:\n{string.Join('\n', steps.Select(step => $"  {step}"))}\n")),
        "shop.yaml");

    private static DeclaredStep Gate(bool before, string place) =>
        new("go", DeclaredStepKind.Gate, Place(before, place)) { Text = "all well?" };

    private static StepPlace Place(bool before, string place) => StepPlace.Read(before, place).Value!;

    private static bool MayUndoAt(string id, DeclaredStep declared)
    {
        var steps = Plan(declared);
        return RunbookPlan.MayUndo(steps.Take(steps.FindIndex(step => step.Id == id) + 1));
    }

    private static List<RunbookStep> Plan(params DeclaredStep[] declared) => [.. RunbookPlan.Of(
        new RunbookSituation(RunbookKind.Failover, RunbookMode.Unplanned, "a", "b", Parts)
        {
            Declared = declared,
        })];
}
