using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Catalog;

public class RecoveryPointsTests
{
    private static readonly RunId One = RunId.Parse("run-1");

    [Fact]
    public async Task A_run_has_one_point_however_often_it_is_recorded()
    {
        using var catalog = new ScratchCatalog();
        await Backup(catalog, "run-1", "aaaa1111");

        var again = await catalog.Points.RecordAsync(Point(catalog, "run-1", "aaaa1111"), default);

        Assert.Equal(RecoveryPointState.Verified, again.State);
        Assert.Equal(1, catalog.Count("SELECT count(*) FROM Points"));
    }

    [Fact]
    public async Task A_point_is_taken_then_stored_then_verified_then_proven_each_with_its_time()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        var noon = catalog.Time.GetUtcNow();

        var taken = await catalog.Points.RecordAsync(Point(catalog, "run-1", null), default);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        var stored =
            await catalog.Points.RecordAsync(Point(catalog, "run-1", "aaaa1111") with { Bytes = 7 }, default);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        await catalog.Points.AdvanceAsync(One, RecoveryPointEvent.Verify, null, default);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        await catalog.Points.AdvanceAsync(One, RecoveryPointEvent.Prove, null, default);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        var proven = await catalog.Points.AdvanceAsync(One, RecoveryPointEvent.Prove, null, default);

        Assert.Equal((RecoveryPointState.Taken, null), (taken.State, taken.StoredAt));
        Assert.Equal(
            (RecoveryPointState.Stored, "aaaa1111", 7L), (stored.State, stored.Snapshot, stored.Bytes));
        Assert.Equal(
            (noon, noon.AddMinutes(1), noon.AddMinutes(2), noon.AddMinutes(4)),
            (proven.TakenAt, proven.StoredAt!.Value, proven.VerifiedAt!.Value, proven.ProvenAt!.Value));
    }

    [Fact]
    public async Task A_snapshot_written_anew_takes_the_place_of_one_that_was_not_verified_only()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Runs.RequestAsync(ScratchCatalog.Run("run-1"), default);
        await catalog.Points.RecordAsync(Point(catalog, "run-1", "aaaa1111"), default);

        var second = await catalog.Points.RecordAsync(Point(catalog, "run-1", "bbbb2222"), default);
        await catalog.Points.AdvanceAsync(One, RecoveryPointEvent.Verify, null, default);
        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Points.RecordAsync(Point(catalog, "run-1", "cccc3333"), default));

        Assert.Equal("bbbb2222", second.Snapshot);
        Assert.Equal("point-conflict", refusal.Code);
        Assert.Equal("bbbb2222", (await catalog.Points.FindAsync(One, default))!.Snapshot);
    }

    [Theory]
    [InlineData(RecoveryPointEvent.Fail, RecoveryPointState.Failed)]
    [InlineData(RecoveryPointEvent.Expire, RecoveryPointState.Expired)]
    public async Task A_point_that_has_ended_is_not_brought_back_by_what_is_said_again(
        RecoveryPointEvent end, RecoveryPointState state)
    {
        using var catalog = new ScratchCatalog();
        await Backup(catalog, "run-1", "aaaa1111");
        await catalog.Points.AdvanceAsync(One, end, "because", default);

        var again = await catalog.Points.RecordAsync(Point(catalog, "run-1", "aaaa1111"), default);

        Assert.Equal((state, "because"), (again.State, again.EndedBecause));
    }

    [Fact]
    public async Task A_point_needs_its_run()
    {
        using var catalog = new ScratchCatalog();

        var refusal = await Assert.ThrowsAsync<MeshException>(() =>
            catalog.Points.RecordAsync(Point(catalog, "run-1", "aaaa1111"), default));

        Assert.Equal("catalogue-failed", refusal.Code);
        Assert.Equal(0, catalog.Count("SELECT count(*) FROM Points"));
    }

    [Fact]
    public async Task The_newest_point_is_the_newest_verified_one_at_or_before_a_time()
    {
        using var catalog = new ScratchCatalog();
        var noon = catalog.Time.GetUtcNow();
        await Backup(catalog, "run-1", "aaaa1111");
        catalog.Time.Advance(TimeSpan.FromHours(1));
        await Backup(catalog, "run-2", "bbbb2222");
        catalog.Time.Advance(TimeSpan.FromHours(1));
        await Backup(catalog, "run-3", "cccc3333", verify: false);

        Assert.Equal(
            "run-2", (await catalog.Points.NewestAsync(ScratchCatalog.Documents, null, default))!.Run.Value);
        Assert.Equal(
            "run-1",
            (await catalog.Points.NewestAsync(
                ScratchCatalog.Documents, noon.AddMinutes(59), default))!.Run.Value);
        Assert.Equal(
            "run-2",
            (await catalog.Points.NewestAsync(
                ScratchCatalog.Documents, noon.AddHours(1), default))!.Run.Value);
        Assert.Null(await catalog.Points.NewestAsync(ScratchCatalog.Documents, noon.AddSeconds(-1), default));
        Assert.Null(await catalog.Points.NewestAsync(ComponentAddress.Parse("orders/other"), null, default));
    }

    [Theory]
    [InlineData("latest", "run-2", null)]
    [InlineData("run-1", "run-1", null)]
    [InlineData("aaaa", "run-1", null)]
    [InlineData("aaaa1111", "run-1", null)]
    [InlineData("aaa", null, "unknown-point")]
    [InlineData("dddd", null, "unknown-point")]
    [InlineData("run-3", null, "unusable-point")]
    [InlineData("cccc", null, "ambiguous-point")]
    [InlineData("%%%%", null, "unknown-point")]
    public async Task A_point_is_named_by_run_by_snapshot_or_as_the_latest(
        string name, string? run, string? code)
    {
        using var catalog = new ScratchCatalog();
        await Backup(catalog, "run-1", "aaaa1111");
        catalog.Time.Advance(TimeSpan.FromHours(1));
        await Backup(catalog, "run-2", "bbbb2222");
        await Backup(catalog, "run-3", "cccc3333", verify: false);
        await Backup(catalog, "run-4", "cccc4444", verify: false);

        if (code is null)
        {
            Assert.Equal(
                run, (await catalog.Points.ResolveAsync(ScratchCatalog.Documents, name, default)).Run.Value);
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<MeshException>(() =>
                catalog.Points.ResolveAsync(ScratchCatalog.Documents, name, default));
            Assert.Equal((code, ExitCode.BadInput), (refusal.Code, refusal.ExitCode));
        }
    }

    [Fact]
    public async Task A_point_removed_by_retention_is_not_offered_and_is_in_the_audit_trail_once()
    {
        using var catalog = new ScratchCatalog();
        await Backup(catalog, "run-1", "aaaa1111");

        await catalog.Points.AdvanceAsync(One, RecoveryPointEvent.Expire, "no rule keeps it", default);
        var again = await catalog.Points.AdvanceAsync(One, RecoveryPointEvent.Expire, "other words", default);

        Assert.Equal((RecoveryPointState.Expired, "no rule keeps it"), (again.State, again.EndedBecause));
        Assert.Null(await catalog.Points.NewestAsync(ScratchCatalog.Documents, null, default));
        var restorable =
            await catalog.Points.ListAsync(new PointFilter(Restorable: true), new PageRequest(), default);
        var all = await catalog.Points.ListAsync(new PointFilter(), new PageRequest(), default);
        Assert.Equal((0, 1), (restorable.Items.Count, all.Items.Count));
        var trail = await catalog.Audit.ListAsync(new PageRequest(), default);
        Assert.Single(trail.Items, entry => entry.Action == "point-expired");
    }

    private static NewPoint Point(ScratchCatalog catalog, string run, string? snapshot) => new(
        RunId.Parse(run),
        ScratchCatalog.Documents,
        "/srv/vault",
        BackupMode.Full,
        catalog.Time.GetUtcNow(),
        snapshot);

    private static async Task Backup(ScratchCatalog catalog, string run, string snapshot, bool verify = true)
    {
        await catalog.Runs.RequestAsync(ScratchCatalog.Run(run), default);
        await catalog.Runs.AdvanceAsync(RunId.Parse(run), RunEvent.Start, null, default);
        await catalog.Points.RecordAsync(Point(catalog, run, snapshot), default);
        if (verify)
        {
            await catalog.Points.AdvanceAsync(RunId.Parse(run), RecoveryPointEvent.Verify, null, default);
        }

        await catalog.Runs.AdvanceAsync(RunId.Parse(run), RunEvent.Succeed, null, default);
    }
}
