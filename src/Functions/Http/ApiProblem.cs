using Mesh.Domain.Errors;
using Microsoft.AspNetCore.Http;

namespace Mesh.Functions.Http;

/// <summary>Errors as <c>application/problem+json</c>: the field, the cause and the way out.</summary>
internal static class ApiProblem
{
    public static IResult From(MeshException error) => Results.Problem(
        detail: error.Message,
        statusCode: StatusOf(error),
        title: error.Cause,
        type: $"urn:mesh:error:{error.Code}",
        extensions: new Dictionary<string, object?>
        {
            ["code"] = error.Code,
            ["field"] = error.Subject,
            ["cause"] = error.Cause,
            ["hint"] = error.Hint,
            ["exitCode"] = error.ExitCode,
        });

    private static int StatusOf(MeshException error) => error.Code switch
    {
        _ when error.Code.StartsWith("unknown-", StringComparison.Ordinal) => StatusCodes.Status404NotFound,
        _ when error.Code.EndsWith("-busy", StringComparison.Ordinal) => StatusCodes.Status409Conflict,
        "replayed-alert" or "order-lease-lost" => StatusCodes.Status409Conflict,
        "unauthorized" or "stale-alert" => StatusCodes.Status401Unauthorized,
        "forbidden" or "not-you" => StatusCodes.Status403Forbidden,
        _ when error.ExitCode == ExitCode.BadInput => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
