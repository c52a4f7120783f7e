using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Http;

/// <summary>Says that the app answers; needs no key.</summary>
public static class HealthFunction
{
    public const string Name = "Health";

    [Function(Name)]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/health")] HttpRequest request) =>
        Api.Ok(new Health("ok", typeof(HealthFunction).Assembly.GetName().Version?.ToString(3) ?? ""));
}
