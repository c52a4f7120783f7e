using Mesh.Catalog.Alerts;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Alerts;

/// <summary>What somebody has to see to.</summary>
public sealed class AlertFunctions(AlertBoard alerts)
{
    /// <summary>Open alerts, the newest first; with <c>all=true</c> those that are cleared too.</summary>
    [Function("ListAlerts")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/alerts")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var openOnly = !Api.Flag(request, "all");
            var page = await alerts.ListAsync(openOnly, Api.Page(request), cancellationToken);
            return Api.Ok(ListView<AlertView>.Of(page, AlertView.Of));
        });
}
