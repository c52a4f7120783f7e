using Mesh.Domain.Errors;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>The route templates of HTTP functions.</summary>
internal static class HttpRoute
{
    public static string? FindProblem(string route)
    {
        try
        {
            RoutePatternFactory.Parse(route);
            return null;
        }
        catch (RoutePatternException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Whether the template has a part of that name.</summary>
    public static bool Names(string route, string part) =>
        FindProblem(route) is null && RoutePatternFactory.Parse(route).GetParameter(part) is not null;

    /// <summary>Two functions for one request: the router would find out on the first such request.</summary>
    public static void RefuseClashes(IEnumerable<FunctionEntry> functions)
    {
        var clashes =
            from function in functions
            let trigger = (HttpTriggerAttribute)function.Trigger
            from method in trigger.Methods is { Length: > 0 } methods ? methods : ["*"]
            group $"'{function.Name}'"
                by $"{method.ToUpperInvariant()} {Shape(trigger.Route ?? function.Name)}" into same
            where same.Count() > 1
            select $"the functions {string.Join(", ", same)} answer the same requests: {same.Key}";
        if (clashes.ToList() is { Count: > 0 } found)
        {
            throw new MeshException(
                "bad-function", "functions", string.Join('\n', found), exitCode: ExitCode.BadInput);
        }
    }

    // What matters to the router: the fixed text, and where the parts with names stand.
    private static string Shape(string route) => string.Join(
        '/',
        RoutePatternFactory.Parse(route).PathSegments.Select(segment => string.Concat(
            segment.Parts.Select(
                part => part is RoutePatternLiteralPart text ? text.Content.ToUpperInvariant()
                : part is RoutePatternParameterPart { ParameterPolicies.Count: > 0 } named
                    ? $"{{:{string.Join(':', named.ParameterPolicies.Select(policy => policy.Content))}}}"
                : part is RoutePatternParameterPart { IsCatchAll: true } ? "{*}"
                : "{}"))));
}
