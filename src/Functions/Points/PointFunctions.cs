using Mesh.Catalog.Points;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Points;

/// <summary>The recovery points that there are.</summary>
public sealed class PointFunctions(RecoveryPoints points)
{
    [Function("ListPoints")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/points")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, component) = Api.Scope(request);
            var filter = new PointFilter(system, component, Api.Flag(request, "restorable"));
            var page = await points.ListAsync(filter, Api.Page(request), cancellationToken);
            return Api.Ok(ListView<PointView>.Of(page, PointView.Of));
        });
}
