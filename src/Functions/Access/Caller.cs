using Mesh.Domain.Access;
using Mesh.Domain.Errors;
using Microsoft.AspNetCore.Http;

namespace Mesh.Functions.Access;

/// <summary>Who calls the API.</summary>
public static class Caller
{
    /// <summary>
    /// The header by which who holds the data folder's key says who they are. Of others it is not believed.
    /// </summary>
    public const string Header = "X-Mesh-User";

    private const int LongestName = 64;
    private const string Nameless = "api";

    /// <summary>Notes who it is; null for the data folder's key, whose holder may do everything.</summary>
    internal static void Enter(HttpContext http, Person? person) => http.Items[typeof(Person)] = person;

    /// <summary>The name that the audit trail gets.</summary>
    /// <param name="request">The call.</param>
    /// <param name="given">The name that the call gives; who has a key of their own need give none.</param>
    /// <exception cref="MeshException">
    /// <c>not-you</c>: it is not that of the key; <c>bad-body</c>: it is empty or too long.
    /// </exception>
    internal static string NameOf(HttpRequest request, string? given = null)
    {
        if (request.HttpContext.Items[typeof(Person)] is not Person person)
        {
            return Check(
                given ?? (request.Headers[Header].ToString() is { Length: > 0 } told ? told : Nameless));
        }

        return given is null || given == person.Name
            ? person.Name
            : throw new MeshException(
                "not-you", "by", $"the key that was shown is {person.Name}'s, not {given}'s",
                "leave 'by' out; everybody decides by a key of their own", ExitCode.BadInput);
    }

    private static string Check(string name) => string.IsNullOrWhiteSpace(name) || name.Length > LongestName
        ? throw new MeshException(
            "bad-body", "by", $"is empty, or longer than {LongestName} characters", "say who asks, by name",
            ExitCode.BadInput)
        : name;
}
