using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Activities.Sites;
using Mesh.Domain.Agents;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Agents;

/// <summary>
/// The order queue of a place, for its agent, which dials out: each request shows the place's own key, and
/// the API key opens none of this.
/// </summary>
public sealed class SiteOrderFunctions(
    AgentGate gate,
    AgentDeclaration declaration,
    ISiteOrders orders,
    IMovementSender sender,
    AppSettings settings,
    IHostApplicationLifetime lifetime,
    ILogger<SiteOrderFunctions> log)
{
    /// <summary>The functions that ask for a place's key instead of the API key.</summary>
    public static readonly IReadOnlySet<string> Functions = new HashSet<string>(StringComparer.Ordinal)
    {
        LeaseName, RenewName, AnswerName, DutiesName,
    };

    private const string LeaseName = "LeaseSiteOrder";
    private const string RenewName = "RenewSiteOrder";
    private const string AnswerName = "AnswerSiteOrder";
    private const string DutiesName = "GetAgentDuties";
    private const string Poison = "-poison";

    // Between the answer's being sent and the order's being deleted nobody else is to do it again.
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(30);

    /// <summary>One order, waited for; 204 when none came in time.</summary>
    [Function(LeaseName)]
    public Task<IResult> Lease(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/agents/{system}/{place}/orders/lease")] HttpRequest request,
        string system,
        string place,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var admitted = await gate.AdmitAsync(request, system, place, cancellationToken);
            var asked = await OrderBody.ReadAsync<OrderRequest>(request, cancellationToken);
            OrderBody.Check("waitSeconds", asked.WaitSeconds, 0, OrderLimits.LongestWait);
            var lease = OrderBody.LeaseOf(asked.LeaseSeconds);
            return await NextAsync(
                admitted, lease, TimeSpan.FromSeconds(asked.WaitSeconds), cancellationToken) is { } next
                    ? OrderBody.Ok(next)
                    : Results.NoContent();
        });

    /// <summary>More time with an order; 409 when it is lost.</summary>
    [Function(RenewName)]
    public Task<IResult> Renew(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/agents/{system}/{place}/orders/renew")] HttpRequest request,
        string system,
        string place,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var admitted = await gate.AdmitAsync(request, system, place, cancellationToken);
            var asked = await OrderBody.ReadAsync<OrderRenewal>(request, cancellationToken);
            var lease = OrderBody.LeaseOf(asked.LeaseSeconds);
            var renewed = await orders.RenewAsync(admitted.Queue, asked.Receipt, lease, cancellationToken);
            return OrderBody.Ok(new RenewedOrder(renewed ?? throw Lost()));
        });

    /// <summary>
    /// Takes the answer to an order. It is on its way before the order is gone: cut off between the two, the
    /// order comes again and is answered the same. 409 when the order is not the agent's any more, be it
    /// that it was answered: nothing is changed then, and what was not answered comes again.
    /// </summary>
    [Function(AnswerName)]
    public Task<IResult> Answer(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/agents/{system}/{place}/orders/answer")] HttpRequest request,
        string system,
        string place,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var admitted = await gate.AdmitAsync(request, system, place, cancellationToken);
            var given = await OrderBody.ReadAsync<OrderAnswer>(request, cancellationToken);
            if (given.Answer.System != admitted.System.Value || given.Answer.Site != admitted.Name.Value)
            {
                throw new MeshException(
                    "bad-body", "answer", $"does not come from {admitted.Name} of {admitted.System}",
                    "a place answers for itself", ExitCode.BadInput);
            }

            var message = JsonSerializer.Serialize(given.Answer);
            OrderBody.CheckLength(message);
            var receipt = await orders.RenewAsync(
                admitted.Queue, given.Receipt, Answering, cancellationToken) ?? throw Lost();
            await sender.SendAsync(settings.AnswersQueue, message, cancellationToken);
            await orders.DeleteAsync(admitted.Queue, receipt, cancellationToken);
            return Results.NoContent();
        });

    /// <summary>What the system's declaration asks of the agent.</summary>
    [Function(DutiesName)]
    public Task<IResult> Duties(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", Route = "v1/agents/{system}/{place}")] HttpRequest request,
        string system,
        string place,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var admitted = await gate.AdmitAsync(request, system, place, cancellationToken);
            return OrderBody.Ok(await declaration.OfAsync(admitted, cancellationToken));
        });

    private static MeshException Lost() => new(
        "order-lease-lost", "receipt", "the order is not leased by it any more",
        "it was answered, or comes again", ExitCode.BadInput);

    private async Task<LeasedOrder?> NextAsync(
        AgentPlace place, TimeSpan lease, TimeSpan wait, CancellationToken cancellationToken)
    {
        // A server that stops does not wait for who waits.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, lifetime.ApplicationStopping);
        try
        {
            while (await orders.LeaseAsync(place.Queue, lease, wait, over.Token) is { } message)
            {
                if (Read(message.Body) is { } order)
                {
                    return new LeasedOrder(message.Receipt, order);
                }

                log.LogError("A message in {Queue} is no order and was set aside", place.Queue);
                await sender.SendAsync(place.Queue + Poison, message.Body, cancellationToken);
                await orders.DeleteAsync(place.Queue, message.Receipt, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The agent asks again, and reaches the server that runs then.
        }

        return null;
    }

    private static SiteOrder? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<SiteOrder>(body);
        }
        catch (JsonException)
        {
            // Told by the caller: the message is set aside.
            return null;
        }
    }
}
