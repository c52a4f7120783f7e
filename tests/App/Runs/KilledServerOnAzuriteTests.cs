using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Runs;

/// <summary>
/// kill -9 at random moments, with Azure Storage queues: what a dead worker held comes back after its lease.
/// </summary>
[Collection(AzuriteFixture.Name)]
public sealed class KilledServerOnAzuriteTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [NeedsFact(Needs.Azurite | Needs.Restic)]
    public Task Killed_in_a_backup_and_in_a_restore_both_complete() => KillAsync(2);

    [NeedsFact(Needs.Azurite | Needs.Restic)]
    [Trait("Category", "Long")]
    public Task Killed_twelve_times_all_runs_complete() => KillAsync(12);

    private async Task KillAsync(int kills)
    {
        using var scenario = new KillScenario(output, azurite.Server.ConnectionString);
        await scenario.KillAsync(kills);
    }
}
