using System.Security.Cryptography;
using Mesh.Domain.Runs;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Starts restores, and says what they would do.</summary>
public sealed class RestoreFunctions(
    RestoreChooser chooser,
    RestorePlanner planner,
    RestoreEntry entry,
    RunStarter starter,
    TimeProvider time,
    RandomNumberGenerator random)
{
    [Function("RequestRestore")]
    public Task<IResult> Request(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/restores")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<RestoreRequest>(request, cancellationToken);
            var choice = await entry.CheckAsync(wanted, cancellationToken);
            var id = RunId.Requested(choice.Point.Component, time.GetUtcNow(), random);
            var entered = await entry.EnterAsync(
                wanted, choice, id, Caller.NameOf(request), cancellationToken);
            await starter.StartAsync(client, entered, cancellationToken);
            return Api.Ok(new RequestedRuns([RunView.Of(entered)]), StatusCodes.Status202Accepted);
        });

    /// <summary>Says what a restore would do. Changes nothing.</summary>
    [Function("PlanRestore")]
    public Task<IResult> Plan(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/restores/plan")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<RestoreRequest>(request, cancellationToken);
            var choice = await chooser.ChooseAsync(wanted, cancellationToken);
            return Api.Ok(await planner.PlanAsync(wanted, choice, cancellationToken));
        });
}
