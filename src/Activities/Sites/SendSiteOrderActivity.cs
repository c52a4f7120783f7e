using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Activities.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Orchestrations;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>Puts an order into the queue of the site whose agent is to carry it out.</summary>
public sealed class SendSiteOrderActivity(IMovementSender sender)
{
    [Function(ActivityNames.SendSiteOrder)]
    public async Task<Done> Run([ActivityTrigger] SiteOrder order, CancellationToken cancellationToken)
    {
        var queue = SiteQueues.OrdersOf(SystemName.Parse(order.System), SiteName.Parse(order.Site));
        await sender.SendAsync(queue, JsonSerializer.Serialize(order), cancellationToken);
        return new Done();
    }
}
