using Mesh.Catalog.Incidents;
using Mesh.Functions.Http;
using Mesh.Functions.Incidents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Incoming;

/// <summary>
/// Takes alerts from declared sources, each known by its own secret and not by the API key. An alert becomes
/// an incident, or is counted, or ends one; it approves nothing.
/// </summary>
public sealed class AlertIntake(AlertGate gate, IncidentBook incidents, IncidentCaller caller)
{
    /// <summary>The functions that ask for a source's secret in place of the API key.</summary>
    public static readonly IReadOnlySet<string> Functions =
        new HashSet<string>(StringComparer.Ordinal) { AlertmanagerName, WebhookName };

    private const string AlertmanagerName = "TakeAlertmanagerAlerts";
    private const string WebhookName = "TakeSignedAlert";

    /// <summary>A notification of Prometheus Alertmanager; all of its alerts are entered, or none.</summary>
    [Function(AlertmanagerName)]
    public Task<IResult> TakeAlertmanager(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/alerts/in/alertmanager/{source}")] HttpRequest request,
        string source,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var known = await gate.AdmitBearerAsync(request, source, cancellationToken);
            var body = await Api.ReadTextAsync(request, cancellationToken);
            var news = AlertmanagerBody.Read(known, body);
            var changes = await incidents.EnterAsync(known, news, null, cancellationToken);
            await caller.CallAllAsync(client, cancellationToken);
            return Api.Ok(changes);
        });

    /// <summary>One signed alert; the same message is taken once.</summary>
    [Function(WebhookName)]
    public Task<IResult> TakeSigned(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/alerts/in/webhook/{source}")] HttpRequest request,
        string source,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var body = await Api.ReadTextAsync(request, cancellationToken);
            var (known, signature) = await gate.AdmitSignedAsync(request, source, body, cancellationToken);
            var alert = JsonBody.Read<SignedAlert>(body, Api.Json);
            var news = AlertFields.Read(known, alert, field => field);
            var changes = await incidents.EnterAsync(known, [news], signature, cancellationToken);
            await caller.CallAllAsync(client, cancellationToken);
            return Api.Ok(changes);
        });
}
