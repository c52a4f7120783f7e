using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Runs;

/// <summary>kill -9 at random moments, with the embedded queue.</summary>
public sealed class KilledServerTests(ITestOutputHelper output)
{
    [ResticFact]
    public Task Killed_a_few_times_all_runs_complete() => KillAsync(4);

    [ResticFact]
    [Trait("Category", "Long")]
    public Task Killed_forty_times_all_runs_complete() => KillAsync(40);

    private async Task KillAsync(int kills)
    {
        using var scenario = new KillScenario(output, storageConnection: null);
        await scenario.KillAsync(kills);
    }
}
