using System.Diagnostics;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Functions.Standbys;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;

namespace Mesh.Tests.App.Standbys;

/// <summary>Files that stand by at another site, moved there and back by runbooks.</summary>
public sealed class FilesStandbyTests : IAsyncLifetime
{
    private TestApp app = null!;

    private string Here => app.Folder["here/docs"];

    private string There => app.Folder["there"] + Here;

    public async Task InitializeAsync()
    {
        app = await TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string> { ["MESH_SCHEDULE_TICK"] = "* * * * * *" },
        });
        Directory.CreateDirectory(Here);
        Write(Here, "one", "1");
        Write(Here, "folder/two", "2");
        Write(Here, "scratch.tmp", "never backed up");
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task A_lost_site_leaves_what_was_backed_up_and_what_it_had_alone_is_kept_when_it_is_back()
    {
        await DeclareAsync("cold");
        var backup = await BackUpAsync();
        Write(Here, "late", "written after the last backup");
        File.Delete(Path.Combine(Here, "one"));

        var failover = await EndAsync(new RunbookRequest("bank", By: "ann"));

        Assert.Equal(["folder/two=2", "one=1"], Read(There));
        Assert.InRange(
            failover.Report!.RpoSeconds!.Value,
            0,
            (failover.Report.Started - backup.RequestedAt).TotalSeconds);
        Write(There, "new", "3");
        Write(There, "folder/two", "2b");
        await BackUpAsync();
        Write(There, "newer", "written after the last backup, too");

        var back = await EndAsync(new RunbookRequest("bank", Planned: true, By: "ann"));

        Assert.Equal(
            ["folder/two=2b", "new=3", "newer=written after the last backup, too", "one=1",
                "scratch.tmp=never backed up"],
            Read(Here));
        Assert.Equal(0, back.Report!.RpoSeconds);
        var kept = back.Report.Kept.Single(files => files.Site == "a");
        Assert.Equal((1, 1), (kept.Added, kept.Removed));
        Assert.True(kept.RpoSeconds > 0);
        var left = back.Report.Kept.Single(files => files.Site == "b");
        Assert.Equal((0, 0, 0), (left.Added, left.Changed, left.Removed));
        var amended = (await app.Api.GetRunbookAsync(failover.Id, default)).Report!;
        Assert.Equal(kept, Assert.Single(amended.Kept));
        Assert.Equal(kept.RpoSeconds, amended.ExactRpoSeconds);
        using var restic = app.Restic();
        await restic.RunAsync(
            "restore", kept.Snapshot, "--target", app.Folder["kept"],
            "--include", Path.Combine(Here, "late"));
        Assert.Equal("written after the last backup", File.ReadAllText(app.Folder["kept"] + Here + "/late"));
    }

    [Fact]
    public async Task A_planned_move_takes_what_was_written_a_moment_ago_along()
    {
        await DeclareAsync("cold");
        await BackUpAsync();
        Write(Here, "late", "written after the last backup");
        File.Delete(Path.Combine(Here, "one"));

        var moved = await EndAsync(new RunbookRequest("bank", Planned: true, By: "ann"));

        Assert.Equal(["folder/two=2", "late=written after the last backup"], Read(There));
        Assert.Equal(0, moved.Report!.RpoSeconds);
        Assert.Equal(0, moved.Report.ExactRpoSeconds);
        Assert.Equal("a", Assert.Single(moved.Report.Kept).Site);

        // What is the same is neither written nor, by the next backup, read.
        await EndAsync(new RunbookRequest("bank", Planned: true, By: "ann"));
        Assert.Equal(0, (await BackUpAsync()).Counters["filesRead"]);
    }

    [Fact]
    public async Task Each_cycle_makes_a_warm_standby_what_the_vault_holds_and_nothing_else()
    {
        await DeclareAsync("warm, cycle: 1h");
        await BackUpAsync();
        var first = await CycleAsync();
        Write(Here, "folder/two", "2b");
        Write(Here, "three", "3");
        File.Delete(Path.Combine(Here, "one"));
        Write(There, "strange", "nobody's");
        await BackUpAsync();
        var second = await CycleAsync();

        Assert.True(first.State == "succeeded", first.Reason);
        Assert.True(second.State == "succeeded", second.Reason);
        Assert.Equal(["folder/two=2b", "three=3"], Read(There));
        Assert.NotNull(second.RpoSeconds);
        Assert.Empty(second.Drift);
    }

    [Fact]
    public async Task A_site_that_was_lost_as_production_is_not_written_over_before_what_it_has_is_kept()
    {
        await DeclareAsync("warm, cycle: 1h");
        await BackUpAsync();
        await EndAsync(new RunbookRequest("bank", By: "ann"));
        await BackUpAsync();
        Write(There, "alone", "written there after the last backup");
        await EndAsync(new RunbookRequest("bank", By: "ann"));

        var refused = await CycleAsync();
        var alone = Read(There);
        var protect = await EndAsync(new RunbookRequest("bank", Protect: true, By: "ann"));
        await BackUpAsync();
        var cycle = await CycleAsync();

        Assert.Equal("failed", refused.State);
        Assert.Contains("mesh protect", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("alone=written there after the last backup", alone);
        Assert.Equal(1, Assert.Single(protect.Report!.Kept).Added);
        Assert.True(cycle.State == "succeeded", cycle.Reason);
        Assert.Equal(["folder/two=2", "one=1"], Read(There));
    }

    [Fact]
    public async Task What_stands_where_the_standby_is_to_be_stays_and_an_empty_disk_is_not_kept()
    {
        await DeclareAsync("cold");
        await BackUpAsync();
        Write(There, "others", "somebody's");
        var id = (await app.Api.RequestRunbookAsync(new RunbookRequest("bank", By: "ann"), default)).Id;

        var asks = await UntilAsync(id, runbook => runbook.Status is { Question: > 0 });
        Assert.Contains("something is there already", asks.Status!.Why, StringComparison.Ordinal);
        Assert.Equal(["others=somebody's"], Read(There));
        Directory.Delete(app.Folder["there"], recursive: true);
        await app.Api.DecideRunbookAsync(
            id, new DecisionRequest("retry", asks.Status.Question, "ann", "it was a test's"), default);
        Assert.Equal("succeeded", (await UntilAsync(id, runbook => runbook.IsOver())).State);

        Directory.Delete(Here, recursive: true);
        Directory.CreateDirectory(Here);
        await BackUpAsync();
        id = (await app.Api.RequestRunbookAsync(
            new RunbookRequest("bank", Planned: true, By: "ann"), default)).Id;
        asks = await UntilAsync(id, runbook => runbook.Status is { Question: > 0 });
        Assert.Contains("is mounted", asks.Status!.Hint, StringComparison.Ordinal);
        await app.Api.DecideRunbookAsync(
            id, new DecisionRequest("abort", asks.Status.Question, "ann", "its disk is missing"), default);
        Assert.Equal("undone", (await UntilAsync(id, runbook => runbook.IsOver())).State);
    }

    private static void Write(string root, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
        File.WriteAllText(Path.Combine(root, name), text);
    }

    private static IReadOnlyList<string> Read(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(root, file)}={File.ReadAllText(file)}")
            .Order(StringComparer.Ordinal)];

    private async Task DeclareAsync(string standby)
    {
        var manifest = $$"""
            {{BankSystem.Head(app.Folder)}}
            components:
              - name: docs
                kind: files
                paths: ['{{Here}}']
                excludes: ['*.tmp']
                standby: {site: b, path: '{{app.Folder["there"]}}', class: {{standby}}}
            """;
        await app.Api.PutSystemAsync("bank", manifest, "bank.yaml", false, null, default);
        await using var voters = BankSystem.Voters(app);
        await voters.FoundAsync(default);
    }

    private async Task<RunView> BackUpAsync()
    {
        var run = await app.EndAsync((await app.Api.RequestBackupAsync(
            new BackupRequest("bank", "docs", null), default)).Runs[0]);
        Assert.True(run.State == "succeeded", $"{run.Error?.Cause}");
        return run;
    }

    private async Task<RunbookView> EndAsync(RunbookRequest request)
    {
        var id = (await app.Api.RequestRunbookAsync(request, default)).Id;
        var ended = await UntilAsync(id, runbook => runbook.IsOver());
        Assert.True(ended.State == "succeeded", $"{ended.Report?.Reason}\n{app.Log}");
        return ended;
    }

    private async Task<CycleView> CycleAsync()
    {
        var cycle = await app.Api.WakeStandbyAsync(new WakeRequest("bank"), default);
        var began = Stopwatch.StartNew();
        while (cycle.EndedAt is null)
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(3), $"{app.Log}");
            await Task.Delay(100);
            cycle = (await app.Api.ListCyclesAsync("?system=bank", default)).Items
                .Single(each => each.Id == cycle.Id);
        }

        return cycle;
    }

    private async Task<RunbookView> UntilAsync(string id, Func<RunbookView, bool> so)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var view = await app.Api.GetRunbookAsync(id, default);
            if (so(view))
            {
                return view;
            }

            Assert.True(
                began.Elapsed < TimeSpan.FromMinutes(2) && !view.IsOver(),
                $"{view.Report?.Reason} {view.Status?.Step} {view.Status?.Why}\n{app.Log}");
            await Task.Delay(100);
        }
    }
}
