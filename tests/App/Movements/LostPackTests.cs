using Mesh.Activities.Backups;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Movements;
using Mesh.Tests.App.Parts;

namespace Mesh.Tests.App.Movements;

public class LostPackTests
{
    [Fact]
    public async Task A_run_that_begins_again_moves_what_was_in_packs_that_the_store_has_lost()
    {
        await using var bench = await Bench.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder["source"], "file"), "content");
        var scope = bench.Scope("one");
        await bench.Vaults.CreateIfMissingAsync(scope, default);
        await MoveAsync(bench, attempt: 1);
        foreach (var pack in Directory.EnumerateFiles(
            Path.Combine(bench.VaultFolder, "data"), "*", SearchOption.AllDirectories))
        {
            File.Delete(pack);
        }

        Assert.Empty((await CommitAsync(bench, await MoveAsync(bench, attempt: 1))).Snapshot);
        Assert.NotEmpty((await CommitAsync(bench, await MoveAsync(bench, attempt: 2))).Snapshot);
    }

    private static async Task<MovementResult> MoveAsync(Bench bench, int attempt)
    {
        var moved = await bench.Worker().DoAsync(
            new MovementMessage
            {
                Run = bench.Scope("one"),
                MovementId = $"{attempt}.0.0",
                Kind = MovementKind.Backup,
                Step = 1,
                Attempt = attempt,
                Paths = [bench.Folder["source"]],
                Range = " ",
                MovementBytes = 1 << 20,
            },
            default);
        Assert.True(moved.Succeeded, moved.Reason);
        return moved;
    }

    private static Task<CommitOutcome> CommitAsync(Bench bench, MovementResult moved) =>
        new CommitSnapshotActivity(bench.Vaults, TimeProvider.System).Run(
            new CommitRequest
            {
                Run = bench.Scope("one"),
                Paths = [bench.Folder["source"]],
                Tree = moved.Tree,
                Host = "host",
                StartedAt = DateTimeOffset.UnixEpoch,
                ConsistentAt = DateTimeOffset.UnixEpoch,
                Stats = moved.Stats,
            },
            default);
}
