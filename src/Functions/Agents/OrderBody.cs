using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mesh.Domain.Agents;
using Mesh.Domain.Errors;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Mesh.Functions.Agents;

/// <summary>The bodies that agents send and are sent, and what they may say.</summary>
internal static class OrderBody
{
    private static readonly JsonSerializerOptions Strict = new(AgentJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads a body.</summary>
    /// <exception cref="MeshException"><c>bad-body</c></exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) =>
        JsonBody.Read<T>(await Api.ReadTextAsync(request, cancellationToken), Strict);

    /// <summary>A result of 200 with a body.</summary>
    public static IResult Ok<T>(T body) => Results.Json(body, AgentJson.Options);

    /// <summary>How long an order is leased for.</summary>
    /// <exception cref="MeshException"><c>bad-body</c>: it is out of range.</exception>
    public static TimeSpan LeaseOf(double seconds)
    {
        Check("leaseSeconds", seconds, OrderLimits.ShortestLease, OrderLimits.LongestLease);
        return TimeSpan.FromSeconds(seconds);
    }

    /// <exception cref="MeshException"><c>bad-body</c>: a number is out of range.</exception>
    public static void Check(string field, double number, double least, double most)
    {
        if (!(number >= least && number <= most))
        {
            throw new MeshException(
                "bad-body", field, $"is not from {least} to {most}", "send a number between them",
                ExitCode.BadInput);
        }
    }

    /// <exception cref="MeshException"><c>bad-body</c>: an answer is too long to be passed on.</exception>
    public static void CheckLength(string answer)
    {
        if (Encoding.UTF8.GetByteCount(answer) > OrderLimits.LongestAnswer)
        {
            throw new MeshException(
                "bad-body", "answer", $"is longer than {OrderLimits.LongestAnswer} bytes",
                "shorten what it tells", ExitCode.BadInput);
        }
    }
}
