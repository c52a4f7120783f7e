using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;

namespace Mesh.Tests.Unit.Catalog;

public class SystemRegistryTests
{
    [Fact]
    public async Task Applying_twice_changes_nothing_the_second_time()
    {
        using var catalog = new ScratchCatalog();

        var first = await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default);
        catalog.Time.Advance(TimeSpan.FromHours(1));
        var second = await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "bob", null, default);

        Assert.Equal(ChangeKind.Created, first.Diff.Kind);
        Assert.True(second.Diff.IsEmpty);
        Assert.Equal((1, "ann"), (second.System.Revision, second.System.AppliedBy));
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Audit"));
    }

    [Fact]
    public async Task What_was_applied_comes_back_as_it_was()
    {
        using var catalog = new ScratchCatalog();
        var orders = ScratchCatalog.Orders("0 * * * *");
        await catalog.Systems.ApplyAsync(orders, "ann", null, default);

        var read = await catalog.Systems.GetAsync(orders.Name, default);

        Assert.Equal(SystemManifest.ToYaml(orders), SystemManifest.ToYaml(read.Definition));
    }

    [Fact]
    public async Task A_plan_shows_the_difference_and_changes_nothing()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 * * * *"), "ann", null, default);

        var plan = await catalog.Systems.PlanAsync(ScratchCatalog.Orders("30 * * * *"), default);

        Assert.Equal(1, plan.Revision);
        Assert.Equal(
            "system orders: changed\n  ~ schedule.incremental: 0 * * * * -> 30 * * * *\n",
            plan.Diff.ToText());
        Assert.Equal(1, (await catalog.Systems.GetAsync(SystemName.Parse("orders"), default)).Revision);
    }

    [Fact]
    public async Task A_plan_that_is_out_of_date_is_not_applied()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", 0, default);
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 1 * * *"), "ann", 1, default);

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Systems.ApplyAsync(ScratchCatalog.Orders("0 2 * * *"), "bob", 1, default));

        Assert.Equal("system-changed", refusal.Code);
        Assert.Equal(2, (await catalog.Systems.GetAsync(SystemName.Parse("orders"), default)).Revision);
    }

    [Fact]
    public async Task An_unknown_system_is_answered_with_the_nearest_name()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default);

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Systems.GetAsync(SystemName.Parse("order"), default));

        Assert.Equal(("unknown-system", "did you mean 'orders'?"), (refusal.Code, refusal.Hint));
    }

    [Fact]
    public async Task A_component_with_an_active_run_is_neither_removed_nor_its_system_deleted()
    {
        using var catalog = new ScratchCatalog();
        var both = ScratchCatalog.Orders(more: "  - {name: images, kind: files, paths: [/srv/images]}");
        await catalog.Systems.ApplyAsync(both, "ann", null, default);
        var images = ComponentAddress.Parse("orders/images");
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1") with { Component = images }, default);

        var removal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default));
        var deletion = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Systems.DeleteAsync(SystemName.Parse("orders"), "ann", default));

        Assert.Equal(("component-busy", "component-busy"), (removal.Code, deletion.Code));
        Assert.Contains("run-1", removal.Cause, StringComparison.Ordinal);
        Assert.Equal(1, (await catalog.Systems.GetAsync(SystemName.Parse("orders"), default)).Revision);
    }

    [Fact]
    public async Task Deleting_is_done_once_and_is_in_the_audit_trail()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default);

        Assert.True(await catalog.Systems.DeleteAsync(SystemName.Parse("orders"), "bob", default));
        Assert.False(await catalog.Systems.DeleteAsync(SystemName.Parse("orders"), "bob", default));

        var trail = await catalog.Audit.ListAsync(new PageRequest(), default);
        Assert.Equal(["system-removed", "system-created"], trail.Items.Select(entry => entry.Action));
        Assert.Equal("bob", trail.Items[0].Who);
    }

    [Fact]
    public async Task Lists_come_in_pages_that_miss_nothing_and_repeat_nothing()
    {
        using var catalog = new ScratchCatalog();
        var names = Enumerable.Range(0, 7).Select(number => $"system-{number}").ToList();
        foreach (var name in names)
        {
            await catalog.Systems.ApplyAsync(
                ScratchCatalog.Orders() with { Name = SystemName.Parse(name) }, "ann", null, default);
        }

        var seen = new List<string>();
        var page = new PageRequest(3);
        do
        {
            var (items, next) = await catalog.Systems.ListAsync(page, default);
            seen.AddRange(items.Select(item => item.Definition.Name.Value));
            page = page with { After = next };
        }
        while (page.After is not null);

        Assert.Equal(names, seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task A_page_of_no_or_too_many_entries_is_refused(int size)
    {
        using var catalog = new ScratchCatalog();

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Systems.ListAsync(new PageRequest(size), default));

        Assert.Equal(("invalid-page", "limit"), (refusal.Code, refusal.Subject));
    }
}
