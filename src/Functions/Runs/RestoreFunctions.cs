using System.Security.Cryptography;
using Mesh.Activities.Movements;
using Mesh.Catalog.Runs;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
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
    RunLog runs,
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
            var choice = await chooser.ChooseAsync(wanted, cancellationToken);
            if (!wanted.Overwrite && !DatabaseConnection.IsMeant(choice.Target))
            {
                // The site looks again; this tells whoever asks at once.
                RestoreTarget.RefuseUnlessEmpty(choice.Target);
            }

            var id = RunId.Requested(choice.Point.Component, time.GetUtcNow(), random);
            var run = new NewRun(
                id, choice.Point.Component, choice.System.Revision, RunKind.Restore, Caller.NameOf(request))
            {
                Point = choice.Point.Run.Value,
                Target = choice.Target,
                Until = choice.Until,
                Place = choice.Place,
                Databases = wanted.Databases,
                Tables = wanted.Tables,
                TableAs = wanted.As,
                Overwrite = wanted.Overwrite,
            };
            var entered = await runs.RequestAsync(run, cancellationToken);
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
