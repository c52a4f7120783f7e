using Mesh.Activities.Locks;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Parts;

namespace Mesh.Tests.App.Runs;

public class DamagedLockTests
{
    [Fact]
    public async Task A_lock_that_cannot_be_read_fails_the_run_at_once_and_is_named()
    {
        await using var bench = await Bench.OpenAsync();
        await bench.BeginAsync("one");
        var scope = bench.Scope("one");
        await bench.Vaults.CreateIfMissingAsync(scope, default);
        var name = new string('0', 64);
        Directory.CreateDirectory(Path.Combine(bench.VaultFolder, "locks"));
        await File.WriteAllTextAsync(Path.Combine(bench.VaultFolder, "locks", name), "garbage");

        var failure = await Assert.ThrowsAsync<PermanentFailureException>(() =>
            new AcquireRunLockActivity(bench.Vaults, bench.Runs).Run(new LockRequest(scope, false), default));

        await Assert.ThrowsAsync<PermanentFailureException>(
            () => new ReleaseRunLockActivity(bench.Vaults).Run(scope, default));
        Assert.Contains($"locks/{name}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--remove-all", failure.Message, StringComparison.Ordinal);
    }
}
