using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Captures;

/// <summary>Looks up what is to be done about what a log holds.</summary>
public sealed class FindTendingActivity(TendOrders orders)
{
    [Function(ActivityNames.FindTending)]
    public Task<TendOrder> Run([ActivityTrigger] TendQuery query, CancellationToken cancellationToken) =>
        orders.FindAsync(query, cancellationToken);
}
