using System.Globalization;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Systems;

/// <summary>The systems that are protected: listed, shown, declared and taken off the list.</summary>
public sealed class SystemFunctions(SystemRegistry systems, ProtectionBoard protection)
{

    [Function("ListSystems")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/systems")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var page = await systems.ListAsync(Api.Page(request), cancellationToken);
            var items = new List<SystemSummary>();
            foreach (var system in page.Items)
            {
                items.Add(await SummaryAsync(system, cancellationToken));
            }

            return Api.Ok(new ListView<SystemSummary>(items, page.Next));
        });

    [Function("GetSystem")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/systems/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
            Api.Ok(SystemView.Of(await systems.GetAsync(SystemName.Parse(name), cancellationToken))));

    /// <summary>
    /// Declares a system by its manifest; with <c>dryRun=true</c> only says what would change.
    /// </summary>
    [Function("PutSystem")]
    public Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/systems/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var dryRun = Api.Flag(request, "dryRun");
            var definition = await ReadAsync(request, name, cancellationToken);
            if (dryRun)
            {
                var plan = await systems.PlanAsync(definition, cancellationToken);
                return Api.Ok(AppliedView.Of(false, plan.Revision, plan.Diff));
            }

            var applied =
                await systems.ApplyAsync(
                    definition, Caller.NameOf(request), Revision(request), cancellationToken);
            return Api.Ok(AppliedView.Of(!applied.Diff.IsEmpty, applied.System.Revision, applied.Diff));
        });

    [Function("DeleteSystem")]
    public Task<IResult> Delete(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "delete", Route = "v1/systems/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var system = await systems.GetAsync(SystemName.Parse(name), cancellationToken);
            await systems.DeleteAsync(system.Definition.Name, Caller.NameOf(request), cancellationToken);
            return Results.NoContent();
        });

    private static async Task<SystemDefinition> ReadAsync(
        HttpRequest request, string name, CancellationToken cancellationToken)
    {
        var file = request.Query["file"].ToString() is { Length: > 0 } given ? given : "body";
        var definition = SystemManifest.Read(await Api.ReadTextAsync(request, cancellationToken), file);
        return definition.Name == SystemName.Parse(name)
            ? definition
            : throw new MeshException(
                "name-mismatch",
                "metadata.name",
                $"the manifest is of '{definition.Name}', the address of '{name}'",
                "use one name for both",
                ExitCode.BadInput);
    }

    private static int? Revision(HttpRequest request) => request.Query["ifRevision"].ToString() switch
    {
        "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            number,
        var text => throw new MeshException(
            "bad-query", "ifRevision", $"'{text}' is not a revision", "", ExitCode.BadInput),
    };

    private async Task<SystemSummary> SummaryAsync(
        SystemRecord system, CancellationToken cancellationToken) => new(
        system.Definition.Name.Value,
        system.Revision,
        system.AppliedAt,
        [.. (await protection.OfAsync(system, cancellationToken)).Select(ComponentSummary.Of)]);
}
