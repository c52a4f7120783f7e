using Mesh.Domain.Errors;
using Mesh.Sites.Epochs;

namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>
/// Two sites and two runbooks that would move production, while links are cut in one way or both, voters fail
/// and are slow, processes stand still or end, and clocks drift. At no step two sites hold a lease, and
/// nothing is promoted while an older lease runs.
/// </summary>
internal sealed class EpochSimulation : IDisposable
{
    private readonly World world;
    private readonly SimulatedSite[] sites;
    private readonly List<Link> links = [];
    private readonly List<(long Epoch, string Site)> promotions = [];

    public EpochSimulation(int seed)
    {
        world = new World(seed);
        sites = [new SimulatedSite(world, "a"), new SimulatedSite(world, "b")];
        links.AddRange(sites.SelectMany(site => site.Links));
        Await(sites[0].Lane, () => sites[0].Voters.FoundAsync(default));
    }

    public int Promotions => promotions.Count;

    public int Grants => sites.Sum(site => site.Grants);

    public void Run()
    {
        var lanes = new[] { StartRunbook("r1", 1), StartRunbook("r2", 100) };
        for (var step = 0; step < 2400; step++)
        {
            if (step % 20 == 0)
            {
                Disturb(lanes);
            }

            Advance();
        }

        Heal(lanes);
        MustEndWithOneProduction();
    }

    public void Dispose() => Array.ForEach(sites, site => site.Dispose());

    private void MustEndWithOneProduction()
    {
        var (voters, _) = world.Connect(world.Time);
        var takeover = new EpochTakeover(voters, world.Rules, world.Time, world.Random);
        Await(world.NewLane(), () => takeover.ClaimAsync("b", "the-last", 10_000, default));
        for (var left = TimeSpan.FromSeconds(40); left > TimeSpan.Zero; left -= World.Step)
        {
            Advance();
        }

        // As a rule b; a, if it took the claim that was being made for one that had failed.
        Assert.Single(sites, site => site.HoldsLease);
    }

    private Lane StartRunbook(string name, int begin)
    {
        var lane = world.NewLane();
        var clock = world.NewClock();
        var (voters, own) = world.Connect(clock);
        links.AddRange(own);
        lane.Begin(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(begin), clock);
            var takeover = new EpochTakeover(voters, world.Rules, clock, world.Random);
            for (var turn = 0; ; turn++)
            {
                var to = sites[world.Random.Next(2)];
                try
                {
                    await MoveAsync(takeover, to, $"{name}-{turn}");
                }
                catch (MeshException)
                {
                    // It would be begun again, as it is here.
                }

                await Task.Delay(TimeSpan.FromSeconds(world.Random.Next(1, 40)), clock);
            }
        });
        return lane;
    }

    private async Task MoveAsync(EpochTakeover takeover, SimulatedSite to, string id)
    {
        var claim = await takeover.ClaimAsync(to.Name, id, 0, default);
        var from = sites.Single(site => site != to);
        if (world.Random.Next(2) == 0)
        {
            var fenced = new TaskCompletionSource();
            from.Fence(claim.Epoch, () => fenced.TrySetResult());
            await fenced.Task.WaitAsync(TimeSpan.FromSeconds(5), world.Time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing
                    | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!fenced.Task.IsCompleted)
            {
                return;
            }

            to.Lease?.AcceptEvidence(claim.Epoch);
        }
        else
        {
            await takeover.WaitForLeasesAsync(claim, default);
        }

        // What comes next is an order to promote, which the site's agent refuses without a lease.
        Assert.False(
            from.HoldsLease && from.Lease!.Epoch < claim.Epoch,
            $"would be promoted in epoch {claim.Epoch} while {from.Name} holds {from.Lease?.Epoch}");
        promotions.Add((claim.Epoch, to.Name));
    }

    private void Disturb(Lane[] runbooks)
    {
        var random = world.Random;
        foreach (var link in links)
        {
            (link.CutThere, link.CutBack) = (Turn(link, link.CutThere), Turn(link, link.CutBack));
            link.Slowest = TimeSpan.FromSeconds(random.Next(10) == 0 ? 30 : random.Next(3));
        }

        world.MakeVotersFail(random.Next(3) == 0 ? 0.2 : 0);
        foreach (var lane in sites.Select(site => site.Lane).Concat(runbooks))
        {
            lane.IsPaused = random.Next(lane.IsPaused ? 4 : 25) == 0 ? !lane.IsPaused : lane.IsPaused;
        }

        if (random.Next(40) == 0)
        {
            sites[random.Next(2)].Restart();
        }
    }

    private bool Turn(Link link, bool cut) =>
        world.Random.Next(cut ? link.MeanCut : link.MeanWhole) == 0 ? !cut : cut;

    private void Heal(Lane[] runbooks)
    {
        world.MakeVotersFail(0);
        links.ForEach(link =>
            (link.CutThere, link.CutBack, link.Slowest) = (false, false, TimeSpan.Zero));
        Array.ForEach(sites, site => site.Lane.IsPaused = false);
        Array.ForEach(runbooks, lane => lane.IsPaused = true);
    }

    private void Await(Lane lane, Func<Task> work)
    {
        var done = false;
        lane.Begin(async () =>
        {
            await work();
            done = true;
        });
        for (var step = 0; !done; step++)
        {
            Assert.True(step < 2000, "it does not end");
            Advance();
        }
    }

    private void Advance()
    {
        world.Advance();
        Assert.False(
            sites.All(site => site.HoldsLease),
            $"both sites hold a lease, of epochs {sites[0].Lease?.Epoch} and {sites[1].Lease?.Epoch}");
    }
}
