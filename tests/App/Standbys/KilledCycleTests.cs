using Mesh.Functions.Runs;
using Mesh.Functions.Standbys;
using Mesh.Tests.App.Agents;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Standbys;

/// <summary>
/// <c>kill -9</c> of Mesh while a warm standby is awake: the cycle goes on, is filled once, and all of it
/// sleeps again. Production goes on meanwhile.
/// </summary>
public sealed class KilledCycleTests(ITestOutputHelper output)
{
    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Killed_at_random_moments_cycles_are_filled_once_and_put_all_to_sleep()
    {
        const int cycles = 10;
        var random = Seed.NewRandom(output);
        await using var sites = await KillableSites.StartAsync();
        for (var round = 1; round <= cycles; round++)
        {
            await sites.A.Server.SqlAsync($"INSERT INTO bank.entry VALUES (-{round}, 'new')");
            var cycle = await sites.Api.WakeStandbyAsync(new WakeRequest("bank"), default);
            for (var kill = random.Next(1, 3); kill > 0; kill--)
            {
                await Task.Delay(random.Next(1500));
                await sites.KillMeshAsync();
            }

            var ended = await EndAsync(sites, cycle.Id);
            output.WriteLine($"{ended.Id}: {ended.State}, ready after {ended.ReadySeconds} s");
            Assert.True(ended.State == "succeeded", $"{ended}\n{sites.Log}");
            await Assert.ThrowsAsync<InvalidOperationException>(() => sites.B.Server.SqlAsync("SELECT 1"));
            Assert.False(sites.Runs);
            var fills = (await sites.Api.ListRunsAsync("?system=bank&limit=500", default)).Items
                .Where(run => run.Kind == "restore").ToList();
            Assert.Equal(round, fills.Count);
            Assert.All(fills, fill => Assert.Equal("succeeded", fill.State));
        }

        // What the last has left asleep holds all but what was not shipped yet.
        await sites.B.Server.StartAgainAsync();
        var held = int.Parse(
            await sites.B.Server.SqlAsync("SELECT COUNT(*) FROM bank.entry"),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(held, KillableSites.Rows + cycles - 1, KillableSites.Rows + cycles);
    }

    private static async Task<CycleView> EndAsync(KillableSites sites, string id)
    {
        CycleView? cycle = null;
        await Patience.UntilAsync(
            async () =>
            {
                cycle = (await sites.Api.ListCyclesAsync("?system=bank&limit=500", default)).Items
                    .Single(each => each.Id == id);
                return cycle.EndedAt is not null;
            },
            () => sites.Log);
        return cycle!;
    }
}
