using Mesh.Catalog.Incidents;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Incidents;

/// <summary>What is wrong with systems, as sources of alerts have told.</summary>
public sealed class IncidentFunctions(IncidentBook incidents)
{
    /// <summary>
    /// Open incidents, the newest first, of one system with <c>system=NAME</c>; with <c>all=true</c> those
    /// that are over too.
    /// </summary>
    [Function("ListIncidents")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/incidents")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, _) = Api.Scope(request);
            var openOnly = !Api.Flag(request, "all");
            var page = await incidents.ListAsync(system, openOnly, Api.Page(request), cancellationToken);
            return Api.Ok(ListView<IncidentView>.Of(page, IncidentView.Of));
        });
}
