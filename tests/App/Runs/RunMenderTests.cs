using Mesh.Activities.Locks;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Parts;

namespace Mesh.Tests.App.Runs;

public class RunMenderTests
{
    [Fact]
    public async Task A_run_whose_vault_no_longer_opens_is_ended_all_the_same_and_bars_no_other()
    {
        await using var bench = await Bench.OpenAsync();
        var client = new StubDurableClient();
        foreach (var (id, component) in new[] { ("one", "documents"), ("two", "pictures") })
        {
            await bench.BeginAsync(id, component);
            client.AddTerminated(id, new BackupInput { Run = bench.Scope(id, password: "gone"), Paths = [] });
        }

        await bench.Mender().MendAllAsync(client, default);

        foreach (var id in new[] { "one", "two" })
        {
            Assert.Equal(RunState.Cancelled, (await bench.Runs.GetAsync(RunId.Parse(id), default)).State);
        }
    }

    [Fact]
    public async Task A_restore_that_was_entered_and_never_started_starts_as_it_was_asked_for()
    {
        var clock = new JumpingClock();
        await using var bench = await Bench.OpenAsync(clock: clock);
        await bench.BeginAsync("backup");
        await bench.AddPointAsync("backup");
        var component = ComponentAddress.Parse("shop/documents");
        foreach (var overwrite in new[] { true, false })
        {
            await bench.Runs.RequestAsync(
                new NewRun(RunId.Parse($"restore-{overwrite}".ToLowerInvariant()), component, 1, RunKind.Restore, "test")
                {
                    Point = "backup",
                    Target = $"/restored/{overwrite}",
                    Overwrite = overwrite,
                },
                default);
        }

        var client = new StubDurableClient();
        clock.Jump(TimeSpan.FromMinutes(1));

        await bench.Mender().MendAllAsync(client, default);

        Assert.True(Assert.IsType<RestoreInput>(client.Started["restore-true"]).Overwrite);
        Assert.False(Assert.IsType<RestoreInput>(client.Started["restore-false"]).Overwrite);
    }

    [Fact]
    public async Task The_locks_of_a_cancelled_run_are_removed_from_the_vault_it_was_started_with()
    {
        await using var bench = await Bench.OpenAsync();
        var scope = bench.Scope("one", vault: "former");
        await bench.BeginAsync("one");
        await new AcquireRunLockActivity(
            bench.Vaults, bench.Runs).Run(new LockRequest(scope, CreateVault: true), default);
        var locks = (await bench.Vaults.OpenAsync(scope, default)).Repository.Locks;
        Assert.Single(await locks.ListAsync(default));
        var client = new StubDurableClient();
        client.AddTerminated("one", new BackupInput { Run = scope, Paths = [] });

        await bench.Mender().MendAllAsync(client, default);

        Assert.Empty(await locks.ListAsync(default));
    }
}
