using System.Text.Json;
using Mesh.Domain.Sites;

namespace Mesh.Tests.Sites;

public class SiteOrderTests
{
    [Fact]
    public void An_order_and_its_answer_are_the_same_after_a_queue()
    {
        var order = new SiteOrder
        {
            OrderId = "o1", Instance = "run-1", System = "bank", Site = "b", Component = "db",
            Verb = SiteVerb.Hold, Epoch = 7, Primary = "a",
        };
        var answer = SiteAnswer.Done(order, "holds") with
        {
            Database = new DatabaseFacts(DatabaseRole.Replica, DateTimeOffset.UnixEpoch)
            {
                Applied = "0-1-5", Received = "0-1-7", Lag = TimeSpan.FromSeconds(2), LosesNothing = true,
            },
            Evidence = new FenceEvidence(
                EvidenceKind.AcknowledgementsRefused, "stopped", DateTimeOffset.UnixEpoch),
        };

        Assert.Equal(order, JsonSerializer.Deserialize<SiteOrder>(JsonSerializer.Serialize(order)));
        Assert.Equal(answer, JsonSerializer.Deserialize<SiteAnswer>(JsonSerializer.Serialize(answer)));
    }
}
