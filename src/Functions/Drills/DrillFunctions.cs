using Mesh.Activities.Drills;
using Mesh.Catalog.Drills;
using Mesh.Catalog.Systems;
using Mesh.Domain.Drills;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Mesh.Orchestrations.Drills;
using Mesh.Orchestrations.Runbooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Drills;

/// <summary>Drills: planned, started, shown, approved, cancelled; their evidence, calendar and key.</summary>
public sealed class DrillFunctions(
    DrillBook drills,
    SystemRegistry systems,
    DrillPlanner planner,
    DrillStarter starter,
    DrillKeeper keeper,
    DrillKey key)
{
    [Function("PlanDrill")]
    public Task<IResult> Plan(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/drills/plan")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<DrillRequest>(request, cancellationToken);
            var input = await planner.OfAsync(wanted, Caller.NameOf(request), "plan", cancellationToken);
            var points = input.Parts.Select(part =>
                new DrillPointView(part.Component, part.Point.Point, part.ConsistentAt));
            return Results.Json(
                new DrillPlanView(input.System, input.Steps, [.. points]), RunbookJson.Options);
        });

    [Function("RequestDrill")]
    public Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/drills")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<DrillRequest>(request, cancellationToken);
            var entered = await starter.RequestAsync(
                client, wanted, Caller.NameOf(request, wanted.By), cancellationToken);
            return Api.Ok(DrillView.Of(entered), StatusCodes.Status202Accepted);
        });

    [Function("ListDrills")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/drills")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, _) = Api.Scope(request);
            var page = await drills.ListAsync(system, Api.Page(request), cancellationToken);
            return Api.Ok(ListView<DrillView>.Of(page, record => DrillView.Of(record)));
        });

    [Function("GetDrill")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/drills/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
            Api.Ok(await ViewAsync(client, id, cancellationToken)));

    /// <summary>Approves or refuses a drill that asks.</summary>
    [Function("AnswerDrill")]
    public Task<IResult> Answer(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/drills/{id}/answer")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (answer, by) = await AnswerAsync(request, cancellationToken);
            var view = await ViewAsync(client, id, cancellationToken);
            await RefuseOthersAsync(id, by, cancellationToken);
            return view.Status is { Asks: true }
                ? await TellAsync(
                    client, id, DrillDecision.AnswerEvent, new DrillDecision(answer.Approve, by, answer.Note),
                    answer.Approve ? "drill-approved" : "drill-refused", cancellationToken)
                : throw new MeshException(
                    "not-asked", id, $"it is {view.State} and asks nothing",
                    $"'mesh drill show {id}' tells how far it is", ExitCode.BadInput);
        });

    /// <summary>Ends a drill; what it has made is removed before it is over.</summary>
    [Function("CancelDrill")]
    public Task<IResult> Cancel(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/drills/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (answer, by) = await AnswerAsync(request, cancellationToken);
            var view = await ViewAsync(client, id, cancellationToken);
            return view.IsOver()
                ? throw new MeshException("drill-not-busy", id, $"it is {view.State}", "", ExitCode.BadInput)
                : await TellAsync(
                    client, id, DrillDecision.CancelEvent, new DrillDecision(false, by, answer.Note),
                    "drill-cancelled-by", cancellationToken);
        });

    [Function("ExportDrill")]
    public Task<IResult> Export(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", Route = "v1/drills/{id}/evidence")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var drill = await drills.GetAsync(id, cancellationToken);
            return drill.Evidence is { } text
                ? Api.Ok(new EvidenceView(id, text))
                : throw new MeshException(
                    "drill-under-way", id, "it is not over, so that there is no evidence yet",
                    $"'mesh drill show {id}' tells how far it is", ExitCode.Locked);
        });

    [Function("GetDrillKey")]
    public Task<IResult> Key(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/drill-key")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var known = await key.PublicAsync(cancellationToken);
            return Api.Ok(new DrillKeyView(known.Value, known.Fingerprint));
        });

    /// <summary>Where each system stands in the calendar.</summary>
    [Function("ListDrillCalendar")]
    public Task<IResult> Calendar(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/drill-calendar")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (only, _) = Api.Scope(request);
            var (items, next) = only is null
                ? await systems.ListAsync(Api.Page(request), cancellationToken)
                : new([await systems.GetAsync(only, cancellationToken)], null);
            var views = new List<DrillDueView>();
            foreach (var system in items)
            {
                views.Add(await DueAsync(system, cancellationToken));
            }

            return Api.Ok(new ListView<DrillDueView>(views, next));
        });

    /// <summary>
    /// Starts what is due, tells of what is overdue, and mends what was never started or was ended from
    /// outside.
    /// </summary>
    [Function("KeepDrills")]
    public async Task Keep(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await starter.MendAsync(client, cancellationToken);
        await keeper.KeepAsync(client, cancellationToken);
    }

    private async Task<DrillDueView> DueAsync(SystemRecord system, CancellationToken cancellationToken)
    {
        var standing = await keeper.StandingAsync(system, cancellationToken);
        var last = await drills.ListAsync(
            system.Definition.Name, new Catalog.Paging.PageRequest(1), cancellationToken);
        return new DrillDueView(
            system.Definition.Name.Value,
            last.Items is [var newest, ..] ? DrillView.Of(newest) : null,
            standing.ProofAge?.TotalSeconds,
            standing.Due,
            standing.IsOverdue,
            system.Definition.Drills?.Auto ?? false);
    }

    private static async Task<(DrillAnswer Answer, string By)> AnswerAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        var answer = await Api.ReadJsonAsync<DrillAnswer>(request, cancellationToken);
        return (answer, Caller.NameOf(request, answer.By));
    }

    // The rehearsal of an approval is worth something only where it is the approvers who give it.
    private async Task RefuseOthersAsync(string id, string by, CancellationToken cancellationToken)
    {
        var drill = await drills.GetAsync(id, cancellationToken);
        var system = (await systems.GetAsync(drill.Drill.System, cancellationToken)).Definition;
        if (system.Failover is { Approvers: { Count: > 0 } approvers } && !approvers.Contains(by))
        {
            throw new MeshException(
                "not-an-approver", by, $"{system.Name} does not name them among its approvers",
                $"one of {string.Join(", ", approvers)} has to answer", ExitCode.BadInput);
        }
    }

    // Entered before it has its effect.
    private async Task<IResult> TellAsync(
        DurableTaskClient client,
        string id,
        string happened,
        DrillDecision decision,
        string action,
        CancellationToken cancellationToken)
    {
        await drills.DecideAsync(id, decision.By, action, decision.Note, cancellationToken);
        await client.RaiseEventAsync(id, happened, decision, cancellationToken);
        return Api.Ok(await ViewAsync(client, id, cancellationToken), StatusCodes.Status202Accepted);
    }

    private async Task<DrillView> ViewAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        var record = await drills.GetAsync(id, cancellationToken);
        var instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        return DrillView.Of(
            record,
            string.IsNullOrEmpty(instance?.SerializedCustomStatus)
                ? null
                : instance.ReadCustomStatusAs<DrillStatus>());
    }
}
