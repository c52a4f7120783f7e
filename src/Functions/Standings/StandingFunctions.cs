using System.Globalization;
using Mesh.Catalog.Downtimes;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standards;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Standings;

/// <summary>How systems stand with what is demanded of them, and when they were down.</summary>
public sealed class StandingFunctions(SystemRegistry systems, StandingBoard standings, DowntimeLog downtimes)
{
    [Function("GetSystemStatus")]
    public Task<IResult> Get(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", Route = "v1/systems/{name}/status")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var system = await systems.GetAsync(SystemName.Parse(name), cancellationToken);
            return Api.Ok(StandingView.Of(system, await standings.OfAsync(system, cancellationToken)));
        });

    /// <summary>Enters a downtime, or the end of one that was entered without.</summary>
    [Function("EnterDowntime")]
    public Task<IResult> Enter(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/systems/{name}/downtimes")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var system = await systems.GetAsync(SystemName.Parse(name), cancellationToken);
            var given = await Api.ReadJsonAsync<DowntimeRequest>(request, cancellationToken);
            var from = given.From.ToUniversalTime();
            await downtimes.EnterAsync(
                new NewDowntime(
                    system.Definition.Name,
                    string.Create(CultureInfo.InvariantCulture, $"from-{from:yyyyMMddTHHmmss}"),
                    new Downtime(from, given.Until?.ToUniversalTime(), given.Planned),
                    Words.Read<Cause>(given.Cause).OrThrow("bad-downtime", "cause"),
                    Caller.NameOf(request),
                    given.Note),
                cancellationToken);
            return Api.Ok(StandingView.Of(system, await standings.OfAsync(system, cancellationToken)));
        });
}
