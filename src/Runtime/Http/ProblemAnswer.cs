using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Mesh.Runtime.Http;

/// <summary>
/// What a caller is told when no function has answered: never more than the request's own name for the log.
/// </summary>
internal static class ProblemAnswer
{
    public static Task WriteAsync(HttpContext context, Exception failure)
    {
        if (context.Response.HasStarted)
        {
            // Too late for a status: a connection cut short is what tells the caller.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return failure is BadHttpRequestException bad
            ? WriteAsync(context, bad.StatusCode, "The request cannot be read.", null)
            : WriteAsync(
                context,
                StatusCodes.Status500InternalServerError,
                "The server failed on this request.",
                $"The server's log has the reason under request {context.TraceIdentifier}.");
    }

    /// <summary>Gives a body to an answer of the router that has none: 404, 405.</summary>
    public static Task FillAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            "There is nothing at this address.",
            context.Request.Path),
        StatusCodes.Status405MethodNotAllowed => WriteAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            "The method is not allowed at this address.",
            $"Allowed: {context.Response.Headers.Allow}"),
        _ => Task.CompletedTask,
    };

    public static Task WriteAsync(HttpContext context, int status, string title, string? detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Title = title, Detail = detail })
            .ExecuteAsync(context);
}
