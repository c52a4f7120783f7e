using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Microsoft.AspNetCore.Http;

namespace Mesh.Functions.Http;

/// <summary>What every endpoint shares: how bodies are read, results written and errors told.</summary>
internal static class Api
{
    /// <summary>The longest body that is read; a manifest is far shorter.</summary>
    public const int LongestBody = 1 << 20;

    /// <summary>The form of every JSON body, in both directions.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Runs an endpoint; an error of ours becomes a problem document.</summary>
    public static async Task<IResult> RunAsync(Func<Task<IResult>> endpoint)
    {
        try
        {
            return await endpoint();
        }
        catch (MeshException error)
        {
            return ApiProblem.From(error);
        }
    }

    /// <summary>A result of 200, or another status, with a JSON body.</summary>
    public static IResult Ok<T>(T body, int status = StatusCodes.Status200OK) =>
        Results.Json(body, Json, statusCode: status);

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="MeshException"><c>bad-body</c>: it is not what the endpoint takes.</exception>
    public static async Task<T> ReadJsonAsync<T>(HttpRequest request, CancellationToken cancellationToken) =>
        JsonBody.Read<T>(await ReadTextAsync(request, cancellationToken), Json);

    /// <summary>Reads a body as text.</summary>
    /// <exception cref="MeshException"><c>bad-body</c>: it is empty, too long or not UTF-8.</exception>
    public static async Task<string> ReadTextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > LongestBody)
            {
                throw BadBody($"is longer than {LongestBody} bytes");
            }
        }

        if (content.Length == 0)
        {
            throw BadBody("is empty");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content.ToArray());
        }
        catch (DecoderFallbackException)
        {
            throw BadBody("is not UTF-8");
        }
    }

    /// <summary>A query parameter that is on or off.</summary>
    public static bool Flag(HttpRequest request, string name) =>
        request.Query[name].ToString() switch
        {
            "" or "false" => false,
            "true" => true,
            var other => throw new MeshException(
                "bad-query", name, $"'{other}' is neither true nor false", "", ExitCode.BadInput),
        };

    /// <summary>The part of a list that the query asks for: <c>limit</c> and <c>after</c>.</summary>
    public static PageRequest Page(HttpRequest request)
    {
        var after = request.Query["after"].ToString();
        return new PageRequest(Limit(request), after.Length == 0 ? null : after);
    }

    /// <summary>The system and component that a list is restricted to; null for all.</summary>
    public static (SystemName? System, ComponentName? Component) Scope(HttpRequest request)
    {
        var system = request.Query["system"].ToString();
        var component = request.Query["component"].ToString();
        return (
            system.Length == 0 ? null : SystemName.Parse(system),
            component.Length == 0 ? null : ComponentName.Parse(component));
    }

    private static int Limit(HttpRequest request) => request.Query["limit"].ToString() switch
    {
        "" => new PageRequest().Size,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) =>
            size,
        var text => throw new MeshException(
            "bad-query", "limit", $"'{text}' is not a number", "", ExitCode.BadInput),
    };

    private static MeshException BadBody(string cause) =>
        new("bad-body", "body", cause, "send the document that this endpoint takes", ExitCode.BadInput);
}
