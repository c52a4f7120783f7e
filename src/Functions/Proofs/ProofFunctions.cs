using System.Security.Cryptography;
using Mesh.Catalog.Points;
using Mesh.Catalog.Proofs;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Mesh.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Proofs;

/// <summary>Starts proofs, and tells what they have shown.</summary>
public sealed class ProofFunctions(
    SystemRegistry systems,
    RecoveryPoints points,
    ProofLog proofs,
    RunLog runs,
    RunStarter starter,
    TimeProvider time,
    RandomNumberGenerator random)
{
    [Function("RequestProof")]
    public Task<IResult> Request(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/proofs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<ProofRequest>(request, cancellationToken);
            var component = new ComponentAddress(
                SystemName.Parse(wanted.System), ComponentName.Parse(wanted.Component));
            var (system, definition) = await systems.GetAsync(component, cancellationToken);
            if (definition is not DatabaseComponent)
            {
                throw new MeshException(
                    "bad-body",
                    "component",
                    $"{component} is of kind {definition.Kind}, and only databases are proven yet",
                    "restore it to a folder and look",
                    ExitCode.BadInput);
            }

            var point = await points.ResolveAsync(component, "latest", cancellationToken);
            var run = new NewRun(
                RunId.Requested(component, time.GetUtcNow(), random),
                component,
                system.Revision,
                RunKind.Proof,
                Caller.NameOf(request))
            {
                Point = point.Run.Value,
            };
            var entered = await runs.RequestAsync(run, cancellationToken);
            await starter.StartAsync(client, entered, cancellationToken);
            return Api.Ok(new RequestedRuns([RunView.Of(entered)]), StatusCodes.Status202Accepted);
        });

    [Function("ListProofs")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/proofs")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, component) = Api.Scope(request);
            var address = system is not null && component is not null
                ? new ComponentAddress(system, component)
                : null;
            var page = await proofs.ListAsync(address, Api.Page(request), cancellationToken);
            return Api.Ok(ListView<ProofView>.Of(page, ProofView.Of));
        });
}
