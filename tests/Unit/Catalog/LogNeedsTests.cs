using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Catalog;

/// <summary>Which recovery points a log brings forward, and so is kept for.</summary>
public class LogNeedsTests
{
    [Fact]
    public async Task A_log_serves_its_base_and_every_later_point_that_it_reaches()
    {
        using var catalog = new ScratchCatalog();
        await AddAsync(catalog, "before", 10);
        await AddAsync(catalog, "base", 20);
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, RunId.Parse("base"), default);
        await AddAsync(catalog, "within", 30);
        await AddAsync(catalog, "elsewhere", 31, repository: "/srv/other");
        await AddAsync(catalog, "no-log", 32, position: "");
        var reach = catalog.Time.GetUtcNow();
        await catalog.Logs.AdvanceAsync("base", "b.000001:35", reach, default);
        await AddAsync(catalog, "beyond", 40);

        Assert.Equal(["within", "base"], await ServedAsync(catalog));
    }

    [Fact]
    public async Task A_log_goes_on_serving_later_points_when_its_base_has_expired()
    {
        using var catalog = new ScratchCatalog();
        await AddAsync(catalog, "base", 20);
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, RunId.Parse("base"), default);
        await AddAsync(catalog, "within", 30);
        await catalog.Logs.AdvanceAsync("base", "b.000001:35", catalog.Time.GetUtcNow(), default);

        await ExpireAsync(catalog, "base");
        Assert.Equal(["within"], await ServedAsync(catalog));

        await ExpireAsync(catalog, "within");
        Assert.Empty(await ServedAsync(catalog));
    }

    [Fact]
    public async Task An_expired_point_that_is_being_restored_still_needs_the_log()
    {
        using var catalog = new ScratchCatalog();
        await AddAsync(catalog, "base", 20);
        var log = await catalog.Logs.OpenAsync(ScratchCatalog.Documents, RunId.Parse("base"), default);
        var restore = ScratchCatalog.Run("restore", RunKind.Restore) with { Point = "base" };
        await catalog.Runs.RequestAsync(restore, default);

        Assert.Equal(["base"], await NeededAsync(catalog, log));
        await ExpireAsync(catalog, "base");
        Assert.Equal(["base"], await NeededAsync(catalog, log));

        await catalog.Runs.AdvanceAsync(restore.Id, RunEvent.Cancel, null, default);
        Assert.Empty(await NeededAsync(catalog, log));
    }

    [Fact]
    public async Task A_log_is_forgotten_once_and_never_while_it_is_open()
    {
        using var catalog = new ScratchCatalog();
        await AddAsync(catalog, "base", 20);
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, RunId.Parse("base"), default);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => catalog.Logs.RemoveAsync("base", "nothing needs it", default));
        await catalog.Logs.EndAsync("base", "it broke", default);
        await catalog.Logs.RemoveAsync("base", "nothing needs it", default);
        await catalog.Logs.RemoveAsync("base", "said again", default);

        Assert.Equal("log-open", refusal.Code);
        Assert.Null(await catalog.Logs.FindAsync("base", default));
        var removed = Assert.Single(
            (await catalog.Audit.ListAsync(new(), default)).Items, entry => entry.Action == "log-removed");
        Assert.Equal("base: nothing needs it", removed.Details);
    }

    private static async Task AddAsync(
        ScratchCatalog catalog,
        string run,
        int minute,
        string? position = null,
        string repository = "/srv/vault")
    {
        catalog.Time.AdjustTime(new DateTimeOffset(2026, 3, 2, 12, minute, 0, TimeSpan.Zero));
        await catalog.Runs.RequestAsync(ScratchCatalog.Run(run), default);
        await catalog.Runs.AdvanceAsync(RunId.Parse(run), RunEvent.Start, null, default);
        await catalog.Runs.AdvanceAsync(RunId.Parse(run), RunEvent.Succeed, null, default);
        await catalog.Points.RecordAsync(
            new NewPoint(
                RunId.Parse(run),
                ScratchCatalog.Documents,
                repository,
                BackupMode.Full,
                catalog.Time.GetUtcNow(),
                $"aaaa{minute}") { Position = position ?? $"b.000001:{minute}" },
            default);
        await catalog.Points.AdvanceAsync(RunId.Parse(run), RecoveryPointEvent.Verify, null, default);
    }

    private static Task<PointRecord> ExpireAsync(ScratchCatalog catalog, string run) =>
        catalog.Points.AdvanceAsync(RunId.Parse(run), RecoveryPointEvent.Expire, "not kept", default);

    private static async Task<IEnumerable<string>> ServedAsync(ScratchCatalog catalog)
    {
        var log = (await catalog.Logs.FindAsync("base", default))!;
        return (await catalog.Needs.ServedAsync(log, default)).Select(point => point.Run.Value);
    }

    private static async Task<IEnumerable<string>> NeededAsync(ScratchCatalog catalog, LogStreamRecord log) =>
        (await catalog.Needs.NeededForAsync(log, default)).Select(point => point.Run.Value);
}
