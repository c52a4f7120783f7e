using Mesh.Activities.Backups;
using Mesh.Activities.Runs;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Backups;
using Mesh.Tests.App.Parts;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Tests.App.Runs;

public class RetentionDuringRestoreTests
{
    private static readonly ComponentAddress Component = ComponentAddress.Parse("shop/documents");

    [Fact]
    public async Task A_snapshot_that_is_being_restored_is_kept_until_the_restore_is_over()
    {
        await using var bench = await Bench.OpenAsync();
        await bench.Vaults.CreateIfMissingAsync(bench.Scope("one"), default);
        var first = await BackUpAsync(bench, "one", 1);
        var second = await BackUpAsync(bench, "two", 2);
        var restore =
            new NewRun(
                RunId.Parse("three"), Component, 1, RunKind.Restore, "test") { Point = "one", Target = "/t" };
        await bench.Runs.RequestAsync(restore, default);

        await RetainAsync(bench, second);
        Assert.Equal([first, second], await SnapshotsAsync(bench));

        await bench.Runs.AdvanceAsync(restore.Id, RunEvent.Cancel, null, default);
        await RetainAsync(bench, second);
        Assert.Equal([second], await SnapshotsAsync(bench));
    }

    [Fact]
    public async Task A_snapshot_that_an_open_log_follows_is_kept_until_the_log_has_ended()
    {
        await using var bench = await Bench.OpenAsync();
        await bench.Vaults.CreateIfMissingAsync(bench.Scope("one"), default);
        var first = await BackUpAsync(bench, "one", 1);
        var second = await BackUpAsync(bench, "two", 2);
        await bench.Logs.OpenAsync(Component, RunId.Parse("one"), default);

        await RetainAsync(bench, second);
        Assert.Equal([first, second], await SnapshotsAsync(bench));

        await bench.Logs.EndAsync("one", "it broke", default);
        await RetainAsync(bench, second);
        Assert.Equal([second], await SnapshotsAsync(bench));
    }

    private static async Task<string> BackUpAsync(Bench bench, string run, long seconds)
    {
        var id = RunId.Parse(run);
        await bench.BeginAsync(run);
        await bench.Runs.AdvanceAsync(id, RunEvent.Succeed, null, default);
        var scope = bench.Scope(run);
        var vault = await bench.Vaults.OpenAsync(scope, default);
        var saved = await vault.Repository.Snapshots.SaveAsync(
            new Snapshot
            {
                Time = new Timestamp(seconds, 0, 0),
                Tree = BlobId.Of("any"u8),
                Paths = ["/any"],
                Tags = scope.ComponentTags(),
            },
            null,
            default);
        await bench.Points.RecordAsync(
            new NewPoint(
                id,
                Component,
                scope.Repository,
                BackupMode.Full,
                DateTimeOffset.UnixEpoch,
                saved.Id.ToString()),
            default);
        await bench.Points.AdvanceAsync(id, RecoveryPointEvent.Verify, null, default);
        return saved.Id.ToString();
    }

    private static Task<Done> RetainAsync(Bench bench, string newest) =>
        new ApplyRetentionActivity(
            bench.Vaults, bench.Systems, bench.Points, bench.Restored, bench.Logs, bench.Needs,
            TimeProvider.System)
            .Run(new SnapshotReference(bench.Scope("two"), newest), default);

    private static async Task<IEnumerable<string>> SnapshotsAsync(Bench bench)
    {
        var vault = await bench.Vaults.OpenAsync(bench.Scope("two"), default);
        var snapshots = await vault.Repository.Snapshots.ListAsync(SnapshotFilter.All, default);
        return snapshots.Select(snapshot => snapshot.Id.ToString());
    }
}
