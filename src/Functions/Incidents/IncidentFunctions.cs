using System.Text.Json;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Probes;
using Mesh.Domain.Errors;
using Mesh.Domain.Incidents;
using Mesh.Domain.Spelling;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Runbooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Incidents;

/// <summary>What is wrong with systems, what is done about it, and who decides.</summary>
public sealed class IncidentFunctions(
    IncidentBook incidents,
    IncidentCourse course,
    IncidentCaller caller,
    RunbookPlanner planner,
    ProbeBoard probes,
    RestoreEntry restores,
    TimeProvider time)
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

    [Function("GetIncident")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/incidents/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) => Api.RunAsync(async () => Results.Json(
            IncidentDetail.Of(await course.GetAsync(id, cancellationToken)), RunbookJson.Options));

    /// <summary>
    /// Decides about what an incident asks. What was decided, and what was refused, is in the audit trail
    /// before it has any effect.
    /// </summary>
    [Function("DecideIncident")]
    public Task<IResult> Decide(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/incidents/{id}/decision")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<IncidentDecisionRequest>(request, cancellationToken);
            var by = Caller.NameOf(request, wanted.By);
            Cause? cause = wanted.Cause is null
                ? null
                : Words.Read<Cause>(wanted.Cause).OrThrow("bad-body", "cause");
            var restore = wanted.Restore is null ? null : await RestoreAsync(id, wanted, cancellationToken);
            await course.DecideAsync(
                id,
                wanted.Question,
                new DecidedIncident(wanted.Question, wanted.Approve, by, cause, time.GetUtcNow())
                {
                    Restore = restore,
                },
                wanted.Approve ? await ChangedAsync(id, wanted.Plan, cause, cancellationToken) : null,
                cancellationToken);
            await caller.CallAllAsync(client, cancellationToken);
            return Results.Json(
                IncidentDetail.Of(await course.GetAsync(id, cancellationToken)),
                RunbookJson.Options,
                statusCode: StatusCodes.Status202Accepted);
        });

    // Refused before it counts, so that who decides can ask for another.
    private async Task<string> RestoreAsync(
        string id, IncidentDecisionRequest wanted, CancellationToken cancellationToken)
    {
        var restore = wanted.Restore!;
        var system = (await course.GetAsync(id, cancellationToken)).Incident.System.Value;
        if (wanted is not { Approve: true, Cause: null, Plan: null })
        {
            throw new MeshException(
                "bad-body", "restore", "is asked for with a refusal, a cause or a plan",
                "approve the restore by itself", ExitCode.BadInput);
        }

        if (restore.System != system)
        {
            throw new MeshException(
                "bad-body", "restore.system", $"is '{restore.System}', and the incident is one of {system}",
                $"restore a component of {system}; others with 'mesh restore' alone", ExitCode.BadInput);
        }

        await restores.CheckAsync(restore, cancellationToken);
        return JsonSerializer.Serialize(restore);
    }

    // What somebody has read and what would run now may be two plans: the system was declared anew meanwhile,
    // or production was moved.
    private async Task<MeshException?> ChangedAsync(
        string id, string? read, Cause? said, CancellationToken cancellationToken)
    {
        if (read is null)
        {
            return null;
        }

        var incident = (await course.GetAsync(id, cancellationToken)).Incident;
        var gone = said is null && incident.Detected
            && (await probes.FindAsync(incident.System, cancellationToken)).LastGood is not null;
        var local = Reactions.To(said ?? incident.Cause, gone) == Reaction.LocalFailover;
        var system = incident.System.Value;
        var planned = await planner.OfAsync(new RunbookRequest(system, Local: local), cancellationToken);
        var now = RunbookPlanView.Of(planned.Situation).Digest;
        return now == read
            ? null
            : new MeshException(
                "plan-changed", id, $"plan {read} is approved, and the plan is {now}",
                $"read 'mesh failover {system}{(local ? " --local" : "")} --dry-run' again and decide about that",
                ExitCode.BadInput);
    }

    /// <summary>Tells the courses of incidents what they were not told when it happened.</summary>
    [Function("MendIncidents")]
    public Task Mend(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => caller.CallAllAsync(client, cancellationToken);
}
