using Mesh.Catalog.Alerts;
using Mesh.Catalog.Notices;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Alerts;

/// <summary>What somebody has to see to.</summary>
public sealed class AlertFunctions(AlertBoard alerts, NoticeBoard notices)
{
    /// <summary>Open alerts, the newest first; with <c>all=true</c> those that are cleared too.</summary>
    [Function("ListAlerts")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/alerts")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var openOnly = !Api.Flag(request, "all");
            var page = await alerts.ListAsync(openOnly, Api.Page(request), cancellationToken);
            var views = new List<AlertView>();
            foreach (var alert in page.Items)
            {
                views.Add(AlertView.Of(alert, await notices.StandingAsync(alert.Id, cancellationToken)));
            }

            return Api.Ok(new ListView<AlertView>(views, page.Next));
        });

    /// <summary>Enters that somebody sees to an alert or incident: nobody else is called.</summary>
    [Function("AcknowledgeAlert")]
    public Task<IResult> Acknowledge(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/alerts/{id}/acknowledgement")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<AcknowledgementRequest>(request, cancellationToken);
            var by = Caller.NameOf(request, wanted.By);
            await notices.AcknowledgeAsync(id, by, cancellationToken);
            return Api.Ok(new AcknowledgementRequest(by));
        });
}
