using Mesh.Catalog.Manifests;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

public class DueRunsTests
{
    [Fact]
    public async Task A_tick_starts_what_is_due_once()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);

        Assert.Empty(await catalog.Due.ClaimAsync(default));
        catalog.Time.Advance(TimeSpan.FromMinutes(60));
        var run = Assert.Single(await catalog.Due.ClaimAsync(default));
        Assert.Empty(await catalog.Due.ClaimAsync(default));

        Assert.Equal("orders.documents.20260301-130000", run.Id.Value);
        Assert.Equal(
            (RunState.Queued, RunTrigger.Schedule, BackupMode.Incremental),
            (run.State, run.Trigger, run.Mode));
        Assert.Equal(
            run.Occurrence, await catalog.Runs.LastOccurrenceAsync(
                ScratchCatalog.Documents, RunKind.Backup, default));
    }

    [Fact]
    public async Task What_was_missed_during_downtime_gives_one_run()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);
        catalog.Time.Advance(TimeSpan.FromDays(3.01));

        var run = Assert.Single(await catalog.Due.ClaimAsync(default));

        Assert.Equal("orders.documents.20260304-120000", run.Id.Value);
    }

    [Fact]
    public async Task An_occurrence_waits_for_the_active_backup_and_is_then_made_up_for_once()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        catalog.Time.Advance(TimeSpan.FromHours(2.5));

        Assert.Empty(await catalog.Due.ClaimAsync(default));
        await catalog.Runs.AdvanceAsync(RunId.Parse("run-1"), RunEvent.Fail, null, default);
        var run = Assert.Single(await catalog.Due.ClaimAsync(default));
        await catalog.Runs.AdvanceAsync(run.Id, RunEvent.Cancel, null, default);

        Assert.Equal("orders.documents.20260301-140000", run.Id.Value);
        Assert.Empty(await catalog.Due.ClaimAsync(default));
    }

    [Fact]
    public async Task A_component_declared_anew_does_not_make_up_for_the_time_it_was_gone()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);
        catalog.Time.Advance(TimeSpan.FromHours(1));
        var before = Assert.Single(await catalog.Due.ClaimAsync(default));
        await catalog.Runs.AdvanceAsync(before.Id, RunEvent.Cancel, null, default);
        await catalog.Systems.DeleteAsync(SystemName.Parse("orders"), "ann", default);
        catalog.Time.Advance(TimeSpan.FromHours(5.5));
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);

        Assert.Empty(await catalog.Due.ClaimAsync(default));
        catalog.Time.Advance(TimeSpan.FromHours(0.5));
        Assert.Single(await catalog.Due.ClaimAsync(default));
    }

    [Fact]
    public async Task Editing_a_system_just_after_a_tick_does_not_swallow_it()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);
        catalog.Time.Advance(TimeSpan.FromSeconds(3610));
        await catalog.Systems.ApplyAsync(
            ScratchCatalog.Orders("0 * * * *") with { Description = "edited" }, "ann", null, default);

        Assert.Single(await catalog.Due.ClaimAsync(default));
    }

    [Fact]
    public async Task Of_many_processes_that_tick_at_once_one_starts_the_run()
    {
        using var catalog = new ScratchCatalog();
        var systems = catalog.Systems;
        await systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);
        var processes = Enumerable.Range(0, 6).Select(_ => catalog.Process().GetRequiredService<DueRuns>())
            .ToList();

        for (var tick = 1; tick <= 5; tick++)
        {
            catalog.Time.Advance(TimeSpan.FromHours(1));
            var claims =
                await Task.WhenAll(processes.Select(process => Task.Run(() => process.ClaimAsync(default))));
            var run = Assert.Single(claims.SelectMany(claim => claim));
            await catalog.Runs.AdvanceAsync(run.Id, RunEvent.Cancel, null, default);
        }

        Assert.Equal(5, catalog.Count("SELECT count(*) FROM Runs"));
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task An_occurrence_that_was_started_is_not_claimed_again_nor_an_earlier_one(int minutes)
    {
        using var catalog = new ScratchCatalog();
        var due = catalog.Time.GetUtcNow();
        var run = await catalog.Runs.TryClaimAsync(ScratchCatalog.Run("first"), due, default);
        await catalog.Runs.AdvanceAsync(run!.Id, RunEvent.Cancel, null, default);

        var again = due.AddMinutes(minutes);

        Assert.Null(await catalog.Runs.TryClaimAsync(ScratchCatalog.Run("again"), again, default));
    }

    [Fact]
    public async Task Of_many_processes_that_claim_different_occurrences_at_once_one_wins()
    {
        using var catalog = new ScratchCatalog();
        var logs = Enumerable.Range(0, 8).Select(_ => catalog.Process().GetRequiredService<RunLog>())
            .ToList();
        var noon = catalog.Time.GetUtcNow();

        var claims = await Task.WhenAll(logs.Select((log, minute) => Task.Run(() => log.TryClaimAsync(
            ScratchCatalog.Run($"minute-{minute}"), noon.AddMinutes(minute), default))));

        Assert.Single(claims, claim => claim is not null);
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Runs WHERE Occupies IS NOT NULL"));
    }

    [Fact]
    public async Task A_system_that_cannot_be_read_does_not_keep_the_others_from_their_turn()
    {
        using var catalog = new ScratchCatalog();
        var orders = ScratchCatalog.Orders("0 * * * *");
        foreach (var name in new[] { "a-first", "orders", "z-last" })
        {
            await catalog.Systems.ApplyAsync(
                orders with { Name = SystemName.Parse(name) }, "ann", null, default);
        }

        catalog.Execute("UPDATE Systems SET Manifest = 'kind: Sytem' WHERE Name = 'a-first'");
        catalog.Time.Advance(TimeSpan.FromHours(1));

        var failure =
            await Assert.ThrowsAsync<InvalidManifestException>(() => catalog.Due.ClaimAsync(default));
        await Assert.ThrowsAsync<InvalidManifestException>(() => catalog.Board.SampleAsync(default));

        Assert.Equal("system a-first, revision 1", failure.Subject);
        Assert.Equal(2, catalog.Count("SELECT count(*) FROM Runs WHERE State = 'Queued'"));
    }

    [Fact]
    public void The_table_itself_refuses_a_second_active_backup_and_a_second_run_of_an_occurrence()
    {
        using var catalog = new ScratchCatalog();

        Assert.Equal(1, catalog.Count(
            "SELECT \"unique\" FROM pragma_index_list('Runs') WHERE name = 'IX_Runs_Occupies'"));
        Assert.Equal(1, catalog.Count(
            "SELECT \"unique\" FROM pragma_index_list('Runs') WHERE name = 'IX_Runs_System_Component_Kind_Occurrence'"));
    }
}
