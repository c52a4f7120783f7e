using Mesh.Catalog.Runbooks;
using Mesh.Domain.Errors;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Spelling;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Mesh.Orchestrations.Runbooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runbooks;

/// <summary>Runbooks: planned, started, shown, decided about and undone.</summary>
public sealed class RunbookFunctions(RunbookBook runbooks, RunbookPlanner planner, RunbookStarter starter)
{
    [Function("PlanRunbook")]
    public Task<IResult> Plan(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/runbooks/plan")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<RunbookRequest>(request, cancellationToken);
            var situation = (await planner.OfAsync(wanted, cancellationToken)).Situation;
            return Results.Json(RunbookPlanView.Of(situation), RunbookJson.Options);
        });

    [Function("RequestRunbook")]
    public Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/runbooks")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<RunbookRequest>(request, cancellationToken);
            var entered = await starter.RequestAsync(
                client, wanted, Caller.NameOf(request, wanted.By), cancellationToken);
            return Results.Json(
                RunbookView.Of(entered), RunbookJson.Options, statusCode: StatusCodes.Status202Accepted);
        });

    [Function("ListRunbooks")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/runbooks")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, _) = Api.Scope(request);
            var page = await runbooks.ListAsync(system, Api.Page(request), cancellationToken);
            return Results.Json(
                ListView<RunbookView>.Of(page, record => RunbookView.Of(record)), RunbookJson.Options);
        });

    [Function("GetRunbook")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/runbooks/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
            Results.Json(await ViewAsync(client, id, cancellationToken), RunbookJson.Options));

    /// <summary>
    /// Decides about the step that the runbook waits at. What was decided is in the audit trail before it has
    /// its effect.
    /// </summary>
    [Function("DecideRunbook")]
    public Task<IResult> Decide(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/runbooks/{id}/decision")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<DecisionRequest>(request, cancellationToken);
            var view = await ViewAsync(client, id, cancellationToken);
            var decision = Read(view, wanted, Caller.NameOf(request, wanted.By));
            await runbooks.DecideAsync(
                id, wanted.Question, decision.By, $"{wanted.Choice} {decision.Note}".TrimEnd(),
                cancellationToken);
            var happened = decision.Choice == RunbookChoice.Abort
                ? RunbookDecision.AbortEvent
                : RunbookDecision.Event(wanted.Question);
            await client.RaiseEventAsync(id, happened, decision, cancellationToken);
            return Results.Json(
                await ViewAsync(client, id, cancellationToken),
                RunbookJson.Options,
                statusCode: StatusCodes.Status202Accepted);
        });

    /// <summary>
    /// Starts what was entered and never started, and closes what has ended without a report.
    /// </summary>
    [Function("MendRunbooks")]
    public Task Mend(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => starter.MendAsync(client, cancellationToken);

    // Refused where it is not for what is asked now: who decides has seen one question, and means no other.
    private static RunbookDecision Read(RunbookView view, DecisionRequest wanted, string by)
    {
        var choice = Words.Read<RunbookChoice>(wanted.Choice).OrThrow("bad-body", "choice");
        if (choice == RunbookChoice.Override && string.IsNullOrWhiteSpace(wanted.Note))
        {
            throw new MeshException(
                "bad-body", "note", "is empty", "say how you know that it is off", ExitCode.BadInput);
        }

        var status = view.Status;
        if (choice == RunbookChoice.Abort && status is { MayAbort: true })
        {
            return new RunbookDecision(choice, by, wanted.Note);
        }

        if (status is not { Question: > 0 } || status.Question != wanted.Question)
        {
            var asked = status is { Question: > 0 } ? $"asks question {status.Question}" : "asks nothing";
            throw new MeshException(
                "not-asked", view.Id, $"it is {view.State} and {asked}, not {wanted.Question}",
                $"'mesh runbook show {view.Id}' tells what it waits for", ExitCode.BadInput);
        }

        if (!status.Choices.Contains(wanted.Choice))
        {
            throw new MeshException(
                "bad-body", "choice", $"'{wanted.Choice}' is not offered at {status.Step}",
                $"decide one of: {string.Join(", ", status.Choices)}", ExitCode.BadInput);
        }

        var decision = new RunbookDecision(choice, by, wanted.Note);
        return decision.MayAnswer(status.By)
            ? decision
            : throw new MeshException(
                "not-asked", by, $"is not who {status.Step} asks",
                $"have one of them decide: {string.Join(", ", status.By)}", ExitCode.BadInput);
    }

    private async Task<RunbookView> ViewAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        var record = await runbooks.GetAsync(id, cancellationToken);
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        return RunbookView.Of(record, RunbookLook.Of(instance));
    }
}
