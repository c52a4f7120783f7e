using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Mesh.Catalog.Agents;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Functions.Access;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Agents;

/// <summary>The keys of agents: made, listed, revoked; each in the audit trail.</summary>
public sealed class AgentKeyFunctions(AgentKeys keys, RandomNumberGenerator random)
{
    private const int KeyBytes = 32;

    /// <summary>Makes a key, and shows it this once.</summary>
    [Function("MakeAgentKey")]
    public Task<IResult> Make(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/agents/{system}/{place}/keys")] HttpRequest request,
        string system,
        string place,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var by = await ByAsync(request, cancellationToken);
            var bytes = new byte[KeyBytes];
            random.GetBytes(bytes);
            var key = Base64Url.EncodeToString(bytes);
            var entered = await keys.AddAsync(
                SystemName.Parse(system), SiteName.Parse(place), AgentGate.HashOf(key), by,
                cancellationToken);
            return Api.Ok(
                new MadeAgentKey(entered.Number, entered.System.Value, entered.Place.Value, key),
                StatusCodes.Status201Created);
        });

    [Function("ListAgentKeys")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents/keys")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, _) = Api.Scope(request);
            var listed = await keys.ListAsync(system, cancellationToken);
            return Api.Ok(new ListView<AgentKeyView>([.. listed.Select(AgentKeyView.Of)], null));
        });

    /// <summary>Makes a key open nothing from now on; may be repeated.</summary>
    [Function("RevokeAgentKey")]
    public Task<IResult> Revoke(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/agents/{system}/{place}/keys/{number}/revoke")] HttpRequest request,
        string system,
        string place,
        string number,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var by = await ByAsync(request, cancellationToken);
            var which = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw new MeshException(
                    "bad-query", "number", $"'{number}' is not a number", "", ExitCode.BadInput);
            return Api.Ok(AgentKeyView.Of(await keys.RevokeAsync(
                SystemName.Parse(system), SiteName.Parse(place), which, by, cancellationToken)));
        });

    private static async Task<string> ByAsync(HttpRequest request, CancellationToken cancellationToken) =>
        Caller.NameOf(request, (await Api.ReadJsonAsync<AgentKeyRequest>(request, cancellationToken)).By);
}
