using Mesh.Activities.Locks;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Parts;

namespace Mesh.Tests.App.Runs;

public class VanishedVaultTests
{
    [Fact]
    public async Task A_run_on_a_vault_whose_disk_has_gone_since_it_was_opened_fails_and_writes_nothing()
    {
        await using var bench = await Bench.OpenAsync();
        await AcquireAsync(bench, "one", createVault: true);
        Directory.Move(bench.VaultFolder, bench.Folder["elsewhere"]);
        Directory.CreateDirectory(bench.VaultFolder);

        await Assert.ThrowsAsync<PermanentFailureException>(
            () => AcquireAsync(bench, "two", createVault: false));
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.VaultFolder));

        Directory.Delete(bench.VaultFolder);
        Directory.Move(bench.Folder["elsewhere"], bench.VaultFolder);
        await AcquireAsync(bench, "three", createVault: false, "pictures");
    }

    [Fact]
    public async Task A_vault_that_was_made_anew_is_opened_anew()
    {
        await using var bench = await Bench.OpenAsync();
        await AcquireAsync(bench, "one", createVault: true);
        Directory.Delete(bench.VaultFolder, recursive: true);

        await AcquireAsync(bench, "two", createVault: true, "pictures");

        await using var fresh = await bench.Vaults.OpenFreshAsync(bench.Scope("two"), default);
        Assert.Equal("two", Assert.Single(await fresh.Repository.Locks.ListAsync(default)).Tag);
    }

    private static async Task AcquireAsync(
        Bench bench, string run, bool createVault, string component = "documents")
    {
        if (run != "two" || createVault)
        {
            await bench.BeginAsync(run, component);
        }

        await new AcquireRunLockActivity(bench.Vaults, bench.Runs)
            .Run(new LockRequest(bench.Scope(run), createVault), default);
    }
}
