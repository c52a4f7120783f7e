using Mesh.Activities.Runs;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Names;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>Lets a system's backups and prunes rest while its production moves.</summary>
public sealed class FreezeActivities(ProductionBoard productions)
{
    [Function(ActivityNames.FreezeSystem)]
    public Task<Done> Freeze([ActivityTrigger] FreezeRequest request, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            await productions.FreezeAsync(
                SystemName.Parse(request.System), request.RunbookId, cancellationToken);
            return new Done();
        });

    [Function(ActivityNames.ThawSystem)]
    public Task<Done> Thaw([ActivityTrigger] FreezeRequest request, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            await productions.ThawAsync(
                SystemName.Parse(request.System), request.RunbookId, cancellationToken);
            return new Done();
        });
}
