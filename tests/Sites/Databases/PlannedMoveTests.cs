using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Databases;

public class PlannedMoveTests
{
    [MariaDbFact]
    public async Task A_standby_waits_for_all_that_the_fenced_primary_had_and_then_receives_no_more()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);
        await pair.A.SqlAsync("INSERT INTO entry SELECT seq, 1 FROM seq_1_to_500", "bank");
        var fenced = await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);

        var caught = await pair.PartB.DoAsync(
            new SiteOrder
            {
                OrderId = "o",
                System = "bank",
                Site = "b",
                Component = "db",
                Verb = SiteVerb.CatchUp,
                Epoch = 1,
                Until = fenced.Database!.Applied,
            },
            default);

        Assert.True(caught.Succeeded, caught.Told);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);
        Assert.Equal("500\n", await pair.B.SqlAsync("SELECT COUNT(*) FROM bank.entry"));
        await SitePair.MustAsync(pair.PartA, SiteVerb.Follow, "b");
    }
}
