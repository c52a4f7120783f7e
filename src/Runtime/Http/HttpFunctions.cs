using Mesh.Runtime.Functions;
using Mesh.Runtime.Functions.Discovery;
using Mesh.Runtime.Functions.Invoking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Http;

/// <summary>Answers HTTP requests by functions.</summary>
internal sealed class HttpFunctions(
    FunctionTable table, FunctionInvoker invoker, ILogger<HttpFunctions> logger)
{
    public void Map(IEndpointRouteBuilder routes, string prefix)
    {
        HttpRoute.RefuseClashes(table.Of(FunctionKind.Http));
        foreach (var function in table.Of(FunctionKind.Http))
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var route = $"/{prefix}/{trigger.Route ?? function.Name}".Replace(
                "//", "/", StringComparison.Ordinal);
            RequestDelegate answer = context => AnswerAsync(function, context);
            var endpoint = trigger.Methods is { Length: > 0 } methods
                ? routes.MapMethods(route, methods.Select(method => method.ToUpperInvariant()), answer)
                : routes.Map(route, answer);
            endpoint.WithDisplayName(function.Name);
        }
    }

    private async Task AnswerAsync(FunctionEntry function, HttpContext context)
    {
        try
        {
            var result = await invoker.InvokeAsync(function, context, context.RequestAborted);
            if (result is IResult answer)
            {
                await answer.ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("The caller of {Function} has gone", function.Name);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.LogError(
                failure, "{Function} failed on request {Request}", function.Name, context.TraceIdentifier);
            await ProblemAnswer.WriteAsync(context, failure);
        }
    }
}
