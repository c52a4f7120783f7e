using Mesh.Catalog.Access;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;
using Mesh.Functions.Agents;
using Mesh.Functions.Http;
using Mesh.Functions.Incoming;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Access;

/// <summary>
/// Lets an HTTP request through when it shows the data folder's API key, which opens everything, or the key
/// of somebody whose role suffices; health needs none, and sources of alerts and agents show secrets of their
/// own.
/// </summary>
public sealed class ApiKeyMiddleware(
    ApiKey key, AppSettings settings, ILogger<ApiKeyMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <summary>The header that carries the key; <c>Authorization: Bearer</c> does too.</summary>
    public const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>Whether a function is triggered by HTTP; no other may be touched by middleware.</summary>
    public static bool AppliesTo(FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.FunctionDefinition.InputBindings.Values.Any(binding => string.Equals(
            binding.Type, "httpTrigger", StringComparison.OrdinalIgnoreCase));
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.GetHttpContext();
        var function = context.FunctionDefinition.Name;
        if (http is null || IsWithoutKey(function))
        {
            await next(context);
            return;
        }

        var refusal = await RefusalAsync(http, function);
        if (refusal is null)
        {
            await next(context);
            return;
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        await ApiProblem.From(refusal).ExecuteAsync(http);
    }

    private async Task<MeshException?> RefusalAsync(HttpContext http, string function)
    {
        var shown = Shown(http.Request);
        if (key.Matches(shown))
        {
            Caller.Enter(http, null);
            return null;
        }

        try
        {
            var holders = await AccessFile.ReadFileAsync(settings.AccessFile, http.RequestAborted);
            if (holders.FirstOrDefault(each => each.Holds(shown))?.Person is not { } person)
            {
                return new MeshException(
                    "unauthorized",
                    Header,
                    "the API key is missing or wrong",
                    $"send your own key, or the data folder's {ApiKey.FileName}, in the header {Header}");
            }

            Caller.Enter(http, person);
            var needed = Permissions.Of(function);
            return person.Role >= needed ? null : new MeshException(
                "forbidden",
                function,
                $"{person.Name} is {Words.Of(person.Role)}, and this is for {Words.Of(needed)}",
                "ask somebody with that role, or whoever keeps the access file to give it to you",
                ExitCode.BadInput);
        }
        catch (MeshException error)
        {
            // Who calls is not known yet, so that the reason is for the log alone.
            log.LogError(error, "Nobody can be let in by a key of their own");
            return new MeshException(
                "access-broken",
                "access",
                "the declaration of who may use Mesh cannot be used",
                $"the server's log says why; the data folder's {ApiKey.FileName} opens all the same");
        }
    }

    /// <summary>
    /// Whether a function lets in who shows no key of the API, since it asks for another secret or none.
    /// </summary>
    public static bool IsWithoutKey(string function) =>
        function == HealthFunction.Name || AlertIntake.Functions.Contains(function)
        || SiteOrderFunctions.Functions.Contains(function)
        || function == ProbeReportFunctions.ReportName;

    private static string Shown(HttpRequest request)
    {
        var own = request.Headers[Header].ToString();
        var authorization = request.Headers.Authorization.ToString();
        return own.Length > 0 ? own
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? authorization[Bearer.Length..]
            : "";
    }
}
