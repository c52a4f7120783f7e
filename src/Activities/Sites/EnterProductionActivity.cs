using Mesh.Activities.Runs;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Names;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>Enters where a system's production is from an epoch on.</summary>
public sealed class EnterProductionActivity(ProductionBoard productions)
{
    [Function(ActivityNames.EnterProduction)]
    public Task<Done> Run([ActivityTrigger] ProductionEntry entry, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            await productions.EnterAsync(
                SystemName.Parse(entry.System), SiteName.Parse(entry.Site), entry.Epoch, entry.RunbookId,
                cancellationToken);
            return new Done();
        });
}
