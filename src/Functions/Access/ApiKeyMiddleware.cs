using Mesh.Domain.Errors;
using Mesh.Functions.Http;
using Mesh.Functions.Incoming;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Mesh.Functions.Access;

/// <summary>
/// Lets an HTTP request through when it shows the API key; health needs none, and sources of alerts show
/// secrets of their own.
/// </summary>
public sealed class ApiKeyMiddleware(ApiKey key) : IFunctionsWorkerMiddleware
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
        if (http is null || IsWithoutKey(context.FunctionDefinition.Name) || key.Matches(Shown(http.Request)))
        {
            await next(context);
            return;
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        var refused = ApiProblem.From(new MeshException(
            "unauthorized",
            Header,
            "the API key is missing or wrong",
            $"send the key of the data folder's {ApiKey.FileName} in the header {Header}"));
        await refused.ExecuteAsync(http);
    }

    private static bool IsWithoutKey(string function) =>
        function == HealthFunction.Name || AlertIntake.Functions.Contains(function);

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
