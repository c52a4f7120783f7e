using Mesh.Catalog.Standbys;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Standbys;

/// <summary>Standbys that sleep: woken when that is due or asked for, and how it went.</summary>
public sealed class StandbyFunctions(StandbyKeeper keeper, CycleBook cycles, SystemRegistry systems)
{
    /// <summary>Wakes what is due, and watches what standbys are filled from.</summary>
    [Function("KeepStandbys")]
    public Task Keep(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => keeper.KeepAllAsync(client, cancellationToken);

    /// <summary>Every system's standbys: when they were woken last, and when they are next.</summary>
    [Function("ListStandbys")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/standbys")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (wanted, _) = Api.Scope(request);
            var all = new List<StandbyView>();
            await EverySystem.VisitAsync(
                systems,
                async system =>
                {
                    if (wanted is null || wanted == system.Definition.Name)
                    {
                        all.AddRange(await OfAsync(system, cancellationToken));
                    }
                },
                cancellationToken);
            return Api.Ok(new ListView<StandbyView>(all, null));
        });

    /// <summary>Cycles, the newest first.</summary>
    [Function("ListCycles")]
    public Task<IResult> Cycles(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/standbys/cycles")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, _) = Api.Scope(request);
            return Api.Ok(ListView<CycleView>.Of(
                await cycles.ListAsync(system, Api.Page(request), cancellationToken), CycleView.Of));
        });

    /// <summary>Wakes a system's standbys now.</summary>
    [Function("WakeStandby")]
    public Task<IResult> Wake(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/standbys/wake")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var wanted = await Api.ReadJsonAsync<WakeRequest>(request, cancellationToken);
            var kind = Words.Read<CycleKind>(wanted.Kind).OrThrow("bad-body", "kind");
            var system = await systems.GetAsync(SystemName.Parse(wanted.System), cancellationToken);
            var woken = await keeper.WakeAsync(
                client, system, kind, Caller.NameOf(request), cancellationToken);
            return Api.Ok(CycleView.Of(woken), StatusCodes.Status202Accepted);
        });

    private async Task<IReadOnlyList<StandbyView>> OfAsync(
        SystemRecord system, CancellationToken cancellationToken)
    {
        var all = new List<StandbyView>();
        foreach (var kind in Enum.GetValues<CycleKind>())
        {
            if (await keeper.DueAsync(system, kind, cancellationToken) is { } due)
            {
                var last = await cycles.LastAsync(
                    system.Definition.Name, kind, succeeded: false, cancellationToken);
                all.Add(new StandbyView(
                    system.Definition.Name.Value, Words.Of(kind), due,
                    last is null ? null : CycleView.Of(last)));
            }
        }

        return all;
    }
}
