using Mesh.Catalog.Paging;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

public class RunbookBookTests
{
    private static readonly SystemName Orders = SystemName.Parse("orders");

    [Fact]
    public async Task A_system_has_one_runbook_under_way_and_the_refusal_names_it()
    {
        using var catalog = new ScratchCatalog();
        var book = catalog.Main.GetRequiredService<RunbookBook>();
        await book.RequestAsync(Failover("one"), default);
        await book.RequestAsync(Failover("one"), default);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => book.RequestAsync(Failover("two"), default));
        Assert.Equal("system-busy", refusal.Code);
        Assert.Contains("'one'", refusal.Cause, StringComparison.Ordinal);

        await book.FinishAsync("one", RunbookState.Undone, """{"a":1}""", default);
        await book.FinishAsync("one", RunbookState.Succeeded, "{}", default);
        await book.RequestAsync(Failover("two"), default);

        var listed = (await book.ListAsync(Orders, new PageRequest(), default)).Items;
        Assert.Equal(["two", "one"], listed.Select(each => each.Runbook.Id));
        Assert.Equal((RunbookState.Undone, """{"a":1}"""), (listed[1].State, listed[1].Report));
    }

    [Fact]
    public async Task What_was_planned_before_production_moved_is_refused()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Main.GetRequiredService<ProductionBoard>().EnterAsync(
            Orders, SiteName.Parse("b"), 3, "other", default);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => catalog.Main.GetRequiredService<RunbookBook>().RequestAsync(Failover("one"), default));

        Assert.Equal("stale-plan", refusal.Code);
    }

    [Fact]
    public async Task Steps_are_kept_once_in_their_order_and_who_decided_is_in_the_audit_trail()
    {
        using var catalog = new ScratchCatalog();
        var book = catalog.Main.GetRequiredService<RunbookBook>();
        await book.RequestAsync(Failover("one"), default);
        await book.RecordStepAsync("one", "epoch", """{"id":"epoch"}""", default);
        await book.RecordStepAsync("one", "fence-db", """{"id":"fence-db"}""", default);
        await book.RecordStepAsync("one", "fence-db", """{"id":"fence-db"}""", default);

        await book.DecideAsync("one", 2, "CORP:ann", "override pulled the plug", default);
        await book.DecideAsync("one", 2, "CORP:ann", "override pulled the plug", default);

        Assert.Equal(
            ["""{"id":"epoch"}""", """{"id":"fence-db"}"""], (await book.GetAsync("one", default)).Steps);
        Assert.Equal(1, catalog.Count(
            "SELECT count(*) FROM Audit WHERE Who = 'CORP:ann' AND Action = 'runbook-decided'"));
    }

    [Fact]
    public async Task While_a_system_is_frozen_no_backup_of_it_begins()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default);
        var productions = catalog.Main.GetRequiredService<ProductionBoard>();
        var runs = catalog.Main.GetRequiredService<RunLog>();
        await productions.FreezeAsync(Orders, "one", default);

        var refusal = await Assert.ThrowsAsync<MeshException>(() => runs.RequestAsync(Backup(), default));
        Assert.Equal("system-frozen", refusal.Code);
        Assert.Contains("'one'", refusal.Cause, StringComparison.Ordinal);
        Assert.Null(await runs.TryClaimAsync(Backup(), catalog.Time.GetUtcNow(), default));

        await productions.ThawAsync(Orders, "another", default);
        Assert.Equal("one", (await productions.FindAsync(Orders, default)).FrozenBy);
        await productions.ThawAsync(Orders, "one", default);
        Assert.NotNull(await runs.TryClaimAsync(Backup(), catalog.Time.GetUtcNow(), default));
    }

    [Fact]
    public async Task An_older_epoch_does_not_move_production_back()
    {
        using var catalog = new ScratchCatalog();
        var productions = catalog.Main.GetRequiredService<ProductionBoard>();
        await productions.EnterAsync(Orders, SiteName.Parse("b"), 3, "one", default);
        await productions.EnterAsync(Orders, SiteName.Parse("b"), 3, "one", default);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => productions.EnterAsync(Orders, SiteName.Parse("a"), 2, "old", default));
        Assert.Equal("stale-epoch", refusal.Code);
        var production = await productions.FindAsync(Orders, default);
        Assert.Equal(("b", 3), (production.Site?.Value, production.Epoch));
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Audit WHERE Action = 'production-entered'"));
    }

    private static NewRunbook Failover(string id) => new(
        id, Orders, RunbookKind.Failover, RunbookMode.Unplanned, SiteName.Parse("a"), SiteName.Parse("b"),
        "ann", "{}", 0);

    private static NewRun Backup() => new(
        RunId.Parse("orders.documents.1"), ScratchCatalog.Documents, 1, RunKind.Backup, "ann")
    {
        Mode = BackupMode.Full,
    };
}
