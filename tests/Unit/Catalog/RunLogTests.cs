using Mesh.Catalog.Paging;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Catalog;

public class RunLogTests
{
    private static readonly RunId One = RunId.Parse("run-1");

    [Fact]
    public async Task Asking_twice_with_one_id_gives_one_run()
    {
        using var catalog = new ScratchCatalog();

        var first = await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);

        Assert.Equal((first.Id, first.RequestedAt), (second.Id, second.RequestedAt));
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Runs"));
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Audit"));
    }

    [Fact]
    public async Task A_second_backup_of_a_component_waits_for_the_first()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Runs.RequestAsync(ScratchCatalog.Run("run-2"), default));
        await catalog.Runs.AdvanceAsync(One, RunEvent.Cancel, null, default);
        var second = await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-2"), default);

        Assert.Equal(("component-busy", ExitCode.Locked), (refusal.Code, refusal.ExitCode));
        Assert.Contains("run-1", refusal.Cause, StringComparison.Ordinal);
        Assert.Equal(RunState.Queued, second.State);
    }

    [Fact]
    public async Task A_restore_goes_beside_a_backup_but_not_to_a_target_in_use()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-2", RunKind.Restore), default);

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Runs.RequestAsync(ScratchCatalog.Run("run-3", RunKind.Restore), default));
        await catalog.Runs.RequestAsync(
            ScratchCatalog.Run("run-4", RunKind.Restore) with { Target = "/elsewhere" }, default);

        Assert.Contains("'run-2' is writing to /srv/restored", refusal.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_that_come_again_change_nothing()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        var started = await catalog.Runs.AdvanceAsync(One, RunEvent.Start, null, default);
        catalog.Time.Advance(TimeSpan.FromMinutes(5));
        var ended = await catalog.Runs.AdvanceAsync(One, RunEvent.Succeed, null, default);
        catalog.Time.Advance(TimeSpan.FromMinutes(5));

        var late = await catalog.Runs.AdvanceAsync(One, RunEvent.Start, null, default);
        var again = await catalog.Runs.AdvanceAsync(One, RunEvent.Succeed, null, default);

        Assert.Equal(
            (RunState.Succeeded, started.StartedAt, ended.EndedAt),
            (late.State, late.StartedAt, again.EndedAt));
        Assert.Equal(TimeSpan.FromMinutes(5), ended.EndedAt - ended.StartedAt);
        Assert.Equal(2, catalog.Count("SELECT count(*) FROM Audit"));
    }

    [Fact]
    public async Task An_event_that_must_not_happen_is_refused_and_changes_nothing()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        await catalog.Runs.AdvanceAsync(
            One, RunEvent.Fail, new RunError("store-failed", "/srv", "full"), default);

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Runs.AdvanceAsync(One, RunEvent.Succeed, null, default));

        var run = await catalog.Runs.GetAsync(One, default);
        Assert.Equal("invalid-transition", refusal.Code);
        Assert.Equal((RunState.Failed, new RunError("store-failed", "/srv", "full")), (run.State, run.Error));
    }

    [Fact]
    public async Task Phases_and_counters_are_kept_once()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        var begin = catalog.Time.GetUtcNow();
        var plan = new PhaseTime("plan", begin, begin.AddSeconds(3));
        var more = new PhaseTime("move", begin.AddSeconds(3), begin.AddSeconds(9));

        foreach (var phase in new[] { plan, more, plan with { Ended = begin.AddSeconds(4) } })
        {
            await catalog.Runs.RecordPhaseAsync(One, phase, default);
        }

        await catalog.Runs.RecordCountersAsync(
            One, new Dictionary<string, long> { ["files"] = 1, ["bytes"] = 5 }, default);
        await catalog.Runs.RecordCountersAsync(One, new Dictionary<string, long> { ["files"] = 2 }, default);

        var run = await catalog.Runs.GetAsync(One, default);
        Assert.Equal([more, plan with { Ended = begin.AddSeconds(4) }], run.Phases);
        Assert.Equal([("bytes", 5), ("files", 2)], run.Counters.Select(each => (each.Key, each.Value)));
    }

    [Fact]
    public async Task Lists_are_filtered_and_come_newest_first_in_pages()
    {
        using var catalog = new ScratchCatalog();
        for (var number = 1; number <= 5; number++)
        {
            var component = ComponentAddress.Parse($"orders/part-{number % 2}");
            await catalog.Runs.RequestAsync(
                ScratchCatalog.Run($"run-{number}") with { Component = component }, default);
            await catalog.Runs.AdvanceAsync(
                RunId.Parse($"run-{number}"), number == 5 ? RunEvent.Start : RunEvent.Cancel, null, default);
        }

        Assert.Equal("5 4|3 2|1", await Pages(catalog, new RunFilter()));
        Assert.Equal("5 3|1", await Pages(catalog, new RunFilter(Component: ComponentName.Parse("part-1"))));
        Assert.Equal("4 3|2 1", await Pages(catalog, new RunFilter(State: RunState.Cancelled)));
        Assert.Equal("5", await Pages(catalog, new RunFilter(ActiveOnly: true)));
        Assert.Equal("", await Pages(catalog, new RunFilter(System: SystemName.Parse("other"))));
        Assert.Equal("", await Pages(catalog, new RunFilter(Kind: RunKind.Restore)));
    }

    [Fact]
    public async Task An_unknown_run_is_a_clear_error()
    {
        using var catalog = new ScratchCatalog();

        var refusal = await Assert.ThrowsAsync<MeshException>(() => catalog.Runs.GetAsync(One, default));

        Assert.Equal(("unknown-run", "run-1"), (refusal.Code, refusal.Subject));
        Assert.Null(await catalog.Runs.FindAsync(One, default));
    }

    private static async Task<string> Pages(ScratchCatalog catalog, RunFilter filter)
    {
        var pages = new List<string>();
        for (var page = new PageRequest(2); ;)
        {
            var (items, next) = await catalog.Runs.ListAsync(filter, page, default);
            pages.Add(string.Join(' ', items.Select(run => run.Id.Value[4..])));
            if (next is null)
            {
                return string.Join('|', pages);
            }

            page = page with { After = next };
        }
    }
}
