using Mesh.Tests.Kit;
using Mesh.Tests.Sites.Epochs.Simulated;
using Xunit.Abstractions;

namespace Mesh.Tests.Sites.Epochs;

public class EpochSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void At_no_time_two_sites_hold_a_lease() => Simulate(150);

    [Fact]
    [Trait("Category", "Long")]
    public void At_no_time_two_sites_hold_a_lease_in_thousands_of_worlds() => Simulate(6000);

    private void Simulate(int worlds)
    {
        var first = Seed.Next(output);
        var (promotions, grants) = (0, 0);
        for (var i = 0; i < worlds; i++)
        {
            var seed = unchecked(first + i);
            try
            {
                using var simulation = new EpochSimulation(seed);
                simulation.Run();
                promotions += simulation.Promotions;
                grants += simulation.Grants;
            }
            catch (Exception error)
            {
                output.WriteLine($"failed in the world of {Seed.Variable}={seed}");
                Assert.Fail($"{Seed.Variable}={seed}: {error}");
            }
        }

        output.WriteLine($"{worlds} worlds, {promotions} promotions, {grants} leases of a new epoch");

        // Worlds in which nothing can be done would show nothing.
        Assert.True(promotions > worlds && grants > worlds, $"{promotions} promotions, {grants} grants");
    }
}
